"""Workers and servers killed at random moments: nothing is lost, and the curves are the same."""

import os

import pytest

from tests.benchmarks import kills
from tests.workers.tools import end_process, runner_pids

pytestmark = pytest.mark.keras


def test_three_killed_workers_and_servers_lose_nothing(tmp_path, monkeypatch):
    for name in ("EXPLORER_HOME", "EXPLORER_SNAPSHOT_S", "EXPLORER_RUNNER_IDLE_S"):
        monkeypatch.setenv(name, "")  # so that what is set below goes with the test
    for name in ("EXPLORER_SLOTS", "TF_CPP_MIN_LOG_LEVEL"):
        monkeypatch.setenv(name, os.environ.get(name, "1"))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    try:
        figures = kills.play(tmp_path, 3, 3)
    finally:
        for pid in runner_pids(tmp_path):
            end_process(pid)
    nothing = {"metrics_lost": 0, "curves_differ": 0}
    assert figures == {"worker_kills": 3, "server_kills": 3} | nothing
