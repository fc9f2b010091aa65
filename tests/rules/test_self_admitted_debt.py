"""self-admitted-debt reports what authors say themselves, and not what only looks like it."""

from textwrap import dedent

import pytest

from auditor.model import Hit
from auditor.rules.self_admitted_debt import RULE
from tests.builders import project_of
from tests.rules.notebooks import code, markdown, notebook


def hits(source: str, path: str = "example.py") -> list[Hit]:
    return list(RULE.check(project_of(dedent(source), path)))


def labels(source: str) -> dict[str, str]:
    (hit,) = hits(source)
    return dict(hit.labels)


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("TODO", id="bare-tag"),
        pytest.param("TODO(anna): speed this up", id="tag-with-owner"),
        pytest.param("todo: speed this up", id="small-letters-with-colon"),
        pytest.param("@todo speed this up", id="tag-of-doxygen"),
        pytest.param("loads everything. Todo: stream it", id="tag-after-a-sentence"),
        pytest.param("FIXME the last batch is lost", id="fixme"),
        pytest.param("XXX what if it is empty", id="three-letters-at-the-start"),
        pytest.param("HACK", id="hack-as-a-tag"),
        pytest.param("this is a bit hacky", id="hacky"),
        pytest.param("quick-and-dirty normalisation", id="quick-and-dirty"),
        pytest.param("not sure why this works", id="not-sure-why"),
        pytest.param("temporary fix until the new loader is there", id="temporary-fix"),
        pytest.param("work around a bug of numpy 1.9", id="workaround"),
        pytest.param("this should be refactored", id="should-be"),
        pytest.param("padding is not yet supported", id="not-yet"),
        pytest.param("this does not work correctly on the GPU", id="does-not-work"),
        pytest.param("do we really need the copy?", id="doubt"),
        pytest.param("hard-coded for now", id="for-now"),
    ],
)
def test_reports_comments(comment: str) -> None:
    (hit,) = hits(f"x = 1\n# {comment}\ny = 2\n")
    assert hit.location.line == 2


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("the todo list of the user", id="todo-list"),
        pytest.param("reads todo.md", id="file-name"),
        pytest.param("skips lines with 'TODO' in them", id="quoted"),
        pytest.param("todo el conjunto de datos", id="spanish-for-all"),
        pytest.param("replace XXX with your key", id="placeholder"),
        pytest.param("phone numbers such as XXX-XX-XXXX", id="mask"),
        pytest.param("temp holds the sum", id="temporary-variable"),
        pytest.param("scraped from hackernews by hackers", id="hack-within-a-word"),
        pytest.param("hack_count is a column", id="hack-in-a-name"),
        pytest.param("segment copy-paste (probability)", id="augmentation-called-copy-paste"),
        pytest.param("workers work around the clock", id="around-the-clock"),
        pytest.param(
            "run the update ops first; otherwise batchnorm won't work correctly", id="what-for"
        ),
        pytest.param("TODO: your code here", id="exercise"),
        pytest.param("TODO: set the number of epochs that you would like", id="exercise-in-words"),
        pytest.param("Hacked together by / Copyright 2020 Ross", id="signature"),
        pytest.param("so that the folder can be cleaned up", id="cleaned-up"),
        pytest.param("remove this when you're done", id="told-to-a-student"),
        pytest.param("If you are not sure if it fits, use a smaller one", id="advice"),
        pytest.param(
            "THE SOFTWARE IS PROVIDED 'AS IS', WITHOUT WARRANTY OF ANY KIND", id="licence"
        ),
    ],
)
def test_stays_silent_on_comments(comment: str) -> None:
    assert hits(f"x = 1\n# {comment}\ny = 2\n") == []


def test_joins_a_run_of_comment_lines_into_one_admission() -> None:
    (hit,) = hits("""
        # TODO: the mask is built anew in each step,
        # which is slow
        # x = build(mask)
        y = 1
    """)
    assert (hit.location.line, hit.location.end_line) == (2, 3)
    assert hit.message.endswith("built anew in each step, which is slow")


def test_tells_two_admissions_of_one_run_apart() -> None:
    assert [hit.location.line for hit in hits("# TODO: a\n# TODO: b\nx = 1\n")] == [1, 2]


def test_reads_a_comment_behind_code_by_itself() -> None:
    (hit,) = hits("x = 1  # TODO: two\n# holds for y\ny = 2\n")
    assert hit.location.end_line == 1


def test_reads_docstrings() -> None:
    (hit,) = hits('def f():\n    """Split.\n\n    TODO: stratify\n    """\n')
    assert hit.location.line == 4


def test_leaves_the_notebooks_of_a_course_to_its_students() -> None:
    left = code("# TODO: train the model")
    assert hits(notebook(left), "a.ipynb")
    assert not hits(notebook(left, code("# your code here")), "a.ipynb")
    assert not hits(notebook(markdown("### Question 3\n**Answer:**"), left), "a.ipynb")


def test_starts_with_the_line_of_the_sentence() -> None:
    (hit,) = hits("# Resets the colours\n# Not sure if it fits here\nx = 1\n")
    assert hit.message == "admits requirement debt: Not sure if it fits here"


def test_believes_soft_words_in_comments_only() -> None:
    words = "This should be replaced by the user."
    assert hits(f"# {words}\nx = 1\n")
    assert not hits(f'def f():\n    """{words}"""\n')


def test_reads_the_text_of_notebooks_for_tags_alone() -> None:
    text = notebook(
        markdown("# Plan\n\n**TODO**: add the test set"),
        markdown("A workaround: use a list. A quick-and-dirty baseline is enough."),
    )
    (hit,) = hits(text, "plan.ipynb")
    assert str(hit.location) == "plan.ipynb[0]:3"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("kernel.cu", "// TODO: half precision\nint x = 1;\n"),
        ("model.R", "# TODO: add weights\nx <- 1\n"),
        ("app.js", "/* FIXME: leaks */\nlet x = 1;\n"),
        ("conf.yaml", "# TODO: tune\nlr: 0.1\n"),
    ],
)
def test_reads_the_comments_of_other_languages(path: str, text: str) -> None:
    (hit,) = hits(text, path)
    assert hit.location.line == 1


@pytest.mark.parametrize(
    ("comment", "debt"),
    [
        ("TODO: support multi-label targets", "requirement"),
        ("TODO: clean up", "code"),
        ("TODO: add tests for empty input", "test"),
        ("FIXME: crashes on empty input", "defect"),
        ("TODO: move this to a class of its own", "design"),
        ("TODO: docstring", "documentation"),
    ],
)
def test_names_the_type_of_software_debt(comment: str, debt: str) -> None:
    assert labels(f"# {comment}\nx = 1\n")["debt"] == debt


def test_names_type_and_group_of_ml_debt_and_the_stage_in_ml_code() -> None:
    assert labels("""
        import torch

        def step(model, loss):
            # TODO: try another learning rate schedule
            loss.backward()
    """) == {
        "debt": "requirement",
        "stage": "ml_code",
        "ml_type": "hyperparameter-configuration",
        "ml_group": "configurable-options",
    }


def test_names_no_ml_debt_where_the_code_has_nothing_to_do_with_it() -> None:
    (hit,) = hits("def test_it():\n    # TODO: options\n    assert run()\n", "tests/test_it.py")
    assert dict(hit.labels) == {"debt": "requirement", "stage": "testing"}


def test_costs_more_where_others_took_longer() -> None:
    (design,) = hits("# TODO: split into separate classes\nx = 1\n")
    (words,) = hits("# TODO: docstring\nx = 1\n")
    assert design.size > words.size
