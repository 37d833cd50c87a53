"""The queue: what waits is put in another order, or taken out."""

import pytest

from explorer.web import train_queue
from tests.train_page.tools import add, healthy, labels, opened, run


def press(app, what, id):
    return healthy(app.button(key=f"queue_{what}_{id}").click().run())


def order(store):
    return [job.id for job in store.queue()]


@pytest.fixture
def waiting(store):
    return [add(store, name) for name in ("resnet20", "plain20", "resnet32")]


def test_what_waits_stands_in_its_order_as_links(waiting):
    links = [label for label in labels(opened(), "page_link") if label[0].isdigit()]
    assert links == ["1. resnet20", "2. plain20", "3. resnet32"]


@pytest.mark.parametrize(
    ("moved", "where", "expected"),
    [(2, "first", "201"), (2, "up", "021"), (0, "down", "102"), (0, "last", "120")],
)
def test_a_run_is_moved_in_the_queue(store, waiting, moved, where, expected):
    app = press(opened(), where, waiting[moved])
    assert order(store) == [waiting[int(i)] for i in expected]
    first, last = order(store)[0], order(store)[-1]
    assert app.button(key=f"queue_up_{first}").disabled
    assert app.button(key=f"queue_last_{last}").disabled


def test_a_run_is_taken_out_of_the_queue(store, waiting):
    press(opened(), "cancel", waiting[1])
    assert order(store) == [waiting[0], waiting[2]]
    assert store.job(waiting[1]).state == "stopped"


def test_builds_wait_too_and_say_what_they_are(store, waiting):
    id = store.add_job("build", "mine", {}, {})
    app = press(opened(), "first", id)
    assert order(store)[0] == id
    assert "1. A .keras file: mine" in [each.value for each in app.markdown]


def test_a_run_that_has_just_begun_is_not_moved(store, waiting):
    app = opened()
    store.claim()
    press(app, "last", waiting[0])
    assert order(store) == waiting[1:]


def test_one_run_that_the_page_shows_anyway_makes_no_queue(store):
    id = add(store)
    assert "Queue" not in [each.value for each in opened(id).subheader]
    assert "Queue" in [each.value for each in opened().subheader]


def test_an_empty_queue_is_not_shown(store):
    run(store, add(store), "starting", "running", "finished")
    assert "Queue" not in [each.value for each in opened().subheader]


def test_places_beyond_the_ends_change_nothing(store, waiting):
    train_queue.move(waiting[0], train_queue.UP)
    train_queue.move(waiting[2], train_queue.DOWN)
    assert order(store) == waiting
