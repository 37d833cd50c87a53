"""Which module may import which, and how long anything may be: read from the code itself."""

import ast
import importlib.machinery
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = (  # a module imports only from rows above its own
    ("layers",),
    ("blocks",),
    ("checks",),
    ("specs",),
    ("assembly",),
    ("twins",),
    ("recipes",),
    ("zoo", "edits"),
    ("analysis", "paths", "source", "keras_model"),
    ("picture",),
    ("comparison",),
    ("lessons",),
    ("experiments", "home"),
    ("data", "runs"),
    ("lab",),
    ("training",),
    ("workers",),
    ("charts",),
    ("report",),
    ("cli", "web"),
)
HEAVY = {"keras", "tensorflow"}
KERAS_USERS = {"keras_model", "training", "lab"}
LIGHT = {"workers", "charts", "report", "cli", "web", "app", "pages", "explorer"}
MAX_FILE, MAX_FUNCTION = 300, 40


def modules():
    """Every module of the project by its dotted name."""
    files = [*ROOT.glob("explorer/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]
    dotted = {".".join(f.relative_to(ROOT).with_suffix("").parts): f for f in sorted(files)}
    return {name.removesuffix(".__init__"): file for name, file in dotted.items()}


MODULES = modules()
TREES = {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in MODULES.items()}


def part(name):
    """The row's word for a module: `explorer.blocks.dense` is of `blocks`."""
    words = name.split(".")
    return words[1] if words[0] == "explorer" and len(words) > 1 else words[0]


def imports(name, nodes):
    """The names of the modules that these nodes import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: imports are absolute"
            yield node.module
            for each in node.names:
                if f"{node.module}.{each.name}" in MODULES:
                    yield f"{node.module}.{each.name}"


def everywhere(name):
    return set(imports(name, ast.walk(TREES[name])))


def at_module_level(name):
    """What importing the module imports: everything outside of functions."""
    waiting, found = [TREES[name]], []
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            found.append(node)
            waiting.extend(ast.iter_child_nodes(node))
    return set(imports(name, found))


def reached(name):
    """All modules that importing one executes, packages included."""
    seen, waiting = set(), [name]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            packages = here.split(".")
            waiting += [".".join(packages[:i]) for i in range(1, len(packages))]
            waiting += at_module_level(here) if here in MODULES else ()
    return seen


def functions(tree):
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def length(function):
    """Lines of a function, its docstring and decorators left out."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def test_every_module_has_its_row():
    known = {each for row in ROWS for each in row}
    parts = {part(name) for name in MODULES if name.startswith("explorer.")} - {"__main__"}
    assert parts <= known


ABOVE_ALL = ("explorer", "explorer.__main__", "app")  # may import every row, as the pages may
PLACED = [n for n in MODULES if n not in ABOVE_ALL and not n.startswith("pages.")]


@pytest.mark.parametrize("name", PLACED)
def test_a_module_imports_only_rows_above_it(name):
    own = part(name)
    place = next(i for i, row in enumerate(ROWS) if own in row)
    above = {each for row in ROWS[:place] for each in row}
    used = {part(each) for each in everywhere(name) if each.startswith("explorer.")}
    assert used - {own} <= above


@pytest.mark.parametrize("name", MODULES)
def test_only_three_modules_import_keras(name):
    if part(name) not in KERAS_USERS:
        assert not {each.split(".")[0] for each in everywhere(name)} & HEAVY


@pytest.mark.parametrize("name", [name for name in MODULES if part(name) in LIGHT])
def test_no_keras_is_reached_by_what_serves_pages_or_commands(name):
    assert not {each.split(".")[0] for each in reached(name)} & HEAVY


@pytest.mark.parametrize("name", [name for name in MODULES if part(name) in LIGHT])
def test_what_needs_weights_is_imported_only_where_it_is_used(name):
    assert not {part(each) for each in at_module_level(name)} & KERAS_USERS


@pytest.mark.parametrize("name", MODULES)
def test_only_the_app_imports_streamlit(name):
    if part(name) not in ("web", "app", "pages"):
        assert "streamlit" not in {each.split(".")[0] for each in everywhere(name)}


def test_importing_every_light_module_loads_no_keras():
    light = [n for n in MODULES if part(n) in LIGHT - {"web", "app", "pages"}]
    light = [n for n in light if not n.endswith("__main__")]
    script = (
        f"import importlib, sys\nfor name in {light}: importlib.import_module(name)\n"
        "print(sorted({n.split('.')[0] for n in sys.modules} & {'keras', 'tensorflow'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_nothing_in_the_web_folder_is_named_like_a_package():
    # The folder goes first on sys.path: what stands there hides a package of its name.
    elsewhere = [path for path in sys.path if Path(path or ".").resolve() != ROOT / "explorer/web"]
    for file in ROOT.glob("explorer/web/*"):
        name = file.stem
        if name.startswith("__") or file.suffix not in ("", ".py"):
            continue
        assert name not in sys.stdlib_module_names
        spec = importlib.machinery.PathFinder.find_spec(name, elsewhere)
        assert spec is None or spec.origin is None, f"explorer/web/{file.name} hides {spec.origin}"


@pytest.mark.parametrize("name", MODULES)
def test_sizes(name):
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= MAX_FILE
    long = {f.name: length(f) for f in functions(TREES[name]) if length(f) > MAX_FUNCTION}
    assert not long


@pytest.mark.parametrize("name", MODULES)
def test_a_module_opens_with_what_it_is(name):
    if TREES[name].body:
        assert ast.get_docstring(TREES[name])
