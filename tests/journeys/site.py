"""The pages and the background jobs as they really run: waitress on a port of its own, procrastinate's worker."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from procrastinate.contrib.django import app
from waitress import wasyncore
from waitress.server import create_server

from rallyround.config.wsgi import application


@contextmanager
def served() -> Iterator[str]:
    """The pages on a free port of this machine, over whatever database Django stands on; gives their address."""
    channels: dict[int, object] = {}
    server = create_server(application, map=channels, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(channels))
        thread.join(10)
        server.task_dispatcher.shutdown()


def run_jobs() -> None:
    """A worker that does what there is to do and leaves. In a thread, for the browser's loop has this one."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
                worker.run_worker(wait=False, install_signal_handlers=False)
        except BaseException as error:  # told to whoever waits
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
