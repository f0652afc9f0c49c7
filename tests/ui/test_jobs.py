import gc
import logging
import threading

from kamdesk.errors import Cancelled, RuleError
from kamdesk.ui import jobs
from kamdesk.ui.widgets.progress_strip import ProgressStrip


def test_a_result_comes_back_in_the_windows_thread(app, qtbot):
    seen = []

    def work(progress):
        return threading.current_thread().name, 6 * 7

    def done(result):
        seen.append((threading.current_thread() is threading.main_thread(), result))

    jobs.run_job("Multiply", work, done)
    qtbot.waitUntil(lambda: bool(seen))
    in_main, (worker, product) = seen[0]
    assert in_main
    assert product == 42
    assert worker.startswith("kamdesk-job")


def test_jobs_run_one_after_the_other(app, qtbot):
    running, most, results = [], [], []

    def work(progress):
        running.append(1)
        most.append(len(running))
        running.pop()
        return len(most)

    for _each in range(5):
        jobs.run_job("Count", work, results.append)
    qtbot.waitUntil(lambda: len(results) == 5)
    assert results == [1, 2, 3, 4, 5]
    assert max(most) == 1


def test_a_refusal_is_told_in_its_own_words(app, qtbot, questions):
    def work(progress):
        raise RuleError("The period is locked.")

    jobs.run_job("Import", work, lambda result: None)
    qtbot.waitUntil(lambda: bool(questions.told))
    assert questions.told == [("info", "The period is locked.")]


def test_our_own_fault_is_told_calmly_and_logged(app, qtbot, questions, caplog):
    def work(progress):
        raise ZeroDivisionError("inside")

    with caplog.at_level(logging.ERROR):
        jobs.run_job("Import", work, lambda result: None)
        qtbot.waitUntil(lambda: bool(questions.told))
    kind, text = questions.told[0]
    assert kind == "error"
    assert "ZeroDivisionError" not in text
    assert "ZeroDivisionError: inside" in caplog.text


def test_an_error_can_be_taken_by_the_page(app, qtbot, questions):
    problems = []

    def work(progress):
        raise RuleError("no")

    jobs.run_job("Import", work, lambda result: None, problems.append)
    qtbot.waitUntil(lambda: bool(problems))
    assert str(problems[0]) == "no"
    assert questions.told == []


def test_progress_is_seen_and_cancel_stops_the_work(app, qtbot):
    entered, go_on = threading.Event(), threading.Event()
    reached, problems, seen = [], [], []

    def work(progress):
        for row in range(1000):
            progress.step(row, 1000, "rows")
            reached.append(row)
            if row == 3:
                entered.set()
                go_on.wait(10)

    runner = jobs.runner()
    runner.progressed.connect(lambda job: seen.append((job.total, job.text)))
    job = jobs.run_job("Read", work, lambda result: None, problems.append)
    assert entered.wait(10)
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(problems))
    assert isinstance(problems[0], Cancelled)
    assert reached == [0, 1, 2, 3]
    assert (1000, "rows") in seen


def test_a_cancelled_job_tells_nobody_by_itself(app, qtbot, questions):
    blocked = threading.Event()
    ended = []
    jobs.runner().ended.connect(ended.append)
    jobs.run_job("First", lambda progress: blocked.wait(10), lambda result: None)
    waiting = jobs.run_job("Second", lambda progress: None, lambda result: None)
    waiting.cancel()
    blocked.set()
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert questions.told == []


def test_shutting_down_stops_the_work_and_waits_for_it(app, qtbot):
    entered, results = threading.Event(), []

    def work(progress):
        entered.set()
        row = 0
        while True:
            progress.step(row, 0)
            row += 1

    jobs.run_job("Endless", work, results.append, results.append)
    assert entered.wait(10)
    jobs.shut_down()
    assert not any(one.name.startswith("kamdesk-job") for one in threading.enumerate())
    app.processEvents()
    assert results == []


def test_garbage_is_not_collected_by_the_worker(app, qtbot):
    states, done = [], []
    jobs.run_job("Look", lambda progress: states.append(gc.isenabled()), done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert states == [False]
    assert gc.isenabled()


def test_the_strip_shows_the_job_and_can_stop_it(app, qtbot):
    entered, go_on, problems = threading.Event(), threading.Event(), []
    strip = ProgressStrip(jobs.runner())
    qtbot.addWidget(strip)
    assert strip.isHidden()

    def work(progress):
        progress.step(3200, 10000, "rows")
        entered.set()
        go_on.wait(10)
        progress.step(3201, 10000)

    jobs.run_job("Read the list", work, lambda result: None, problems.append)
    assert entered.wait(10)
    qtbot.waitUntil(lambda: "3,200 / 10,000" in strip._count.text())
    assert not strip.isHidden()
    strip._cancel.click()
    go_on.set()
    qtbot.waitUntil(lambda: bool(problems))
    assert isinstance(problems[0], Cancelled)
    assert strip.isHidden()
