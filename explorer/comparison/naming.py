"""What networks are called where they stand side by side."""


def names(networks):
    """A name for each; of several with one name, the second is "NAME (2)", and so on."""
    counted, found = {}, []
    for network in networks:
        number = counted[network.name] = counted.get(network.name, 0) + 1
        # No network's own name has a bracket in it.
        found.append(network.name if number == 1 else f"{network.name} ({number})")
    return tuple(found)
