"""The current design: in the session, in the address, and in links that people send each other."""

import base64
import json
import zlib

import pytest
from streamlit.testing.v1 import AppTest

from explorer import zoo
from explorer.web import state


def page():
    """A page that shows the current design, and takes others from the session."""
    import streamlit as st

    from explorer import Network
    from explorer.web import state

    if wanted := st.session_state.pop("wanted", None):
        state.store_design(Network.from_json(wanted))
    try:
        network = state.load_design()
    except state.LinkError as error:
        st.error(str(error))
        network = state.session_design()
    st.text(network.name if network else "nothing")


def shown(app):
    return app.text[0].value


def pack(text):
    return base64.urlsafe_b64encode(zlib.compress(text.encode())).decode().rstrip("=")


@pytest.mark.parametrize("name", zoo.names())
def test_a_link_gives_back_the_network_it_was_made_of(name):
    network = zoo.network(name)
    link = state.share_query(network)["a"]
    assert state.decode(link) == network
    assert len(link) < 1000
    assert link.replace("-", "").replace("_", "").isalnum()


def test_without_a_design_there_is_none():
    assert shown(AppTest.from_function(page).run()) == "nothing"


def test_a_link_opens_its_design_and_leaves_plain_text_in_the_session():
    app = AppTest.from_function(page)
    app.query_params["a"] = state.encode(zoo.network("resnet56"))
    app.run()
    assert shown(app) == "resnet56"
    assert json.loads(app.session_state["design"]) == zoo.network("resnet56").to_dict()


def test_a_stored_design_is_in_the_address():
    app = AppTest.from_function(page)
    app.session_state["wanted"] = zoo.network("plain20").to_json()
    app.run()
    assert shown(app) == "plain20"
    assert state.decode(app.query_params["a"]).name == "plain20"


def test_an_address_without_a_design_keeps_the_one_of_the_session():
    app = AppTest.from_function(page)
    app.query_params["a"] = state.encode(zoo.network("resnet56"))
    app.run()
    del app.query_params["a"]
    assert shown(app.run()) == "resnet56"


def test_another_link_replaces_the_design_of_the_session():
    app = AppTest.from_function(page)
    for name in ("resnet56", "plain20", "resnet56"):
        app.query_params["a"] = state.encode(zoo.network(name))
        assert shown(app.run()) == name


def test_the_address_of_before_the_last_edit_does_not_undo_it(monkeypatch):
    app = AppTest.from_function(page)
    before = state.encode(zoo.network("resnet20"))
    app.query_params["a"] = before
    app.run()
    app.session_state["wanted"] = zoo.network("plain20").to_json()
    app.run()
    app.query_params["a"] = before
    assert shown(app.run()) == "plain20"
    # Later the same address is the Back button's.
    monkeypatch.setattr(state, "LAG_SECONDS", 0)
    assert shown(app.run()) == "resnet20"


@pytest.mark.parametrize(
    "link",
    ["", "x", "not a link", "é", state.encode(zoo.network("resnet20"))[:-8], pack("no json")[3:]],
)
def test_a_damaged_link_says_so_and_what_to_do(link):
    with pytest.raises(state.LinkError, match=r"damaged: it begins .* Copy the whole link again"):
        state.decode(link)


def test_a_link_to_a_network_that_cannot_be_names_the_reason():
    data = zoo.network("resnet20").to_dict() | {"stages": [{"block": "basik", "filters": 8}]}
    with pytest.raises(state.LinkError, match=r"cannot be: .*basik.*basic"):
        state.decode(pack(json.dumps(data)))
    with pytest.raises(state.LinkError, match="not JSON"):
        state.decode(pack("{"))


def test_a_link_that_unfolds_to_gigabytes_is_refused():
    with pytest.raises(state.LinkError, match="damaged"):
        state.decode(pack(" " * 10_000_000))


def test_a_damaged_link_keeps_the_design_of_the_session():
    app = AppTest.from_function(page)
    app.query_params["a"] = state.encode(zoo.network("resnet56"))
    app.run()
    app.query_params["a"] = "broken"
    app.run()
    assert "damaged" in app.error[0].value
    assert shown(app) == "resnet56"
