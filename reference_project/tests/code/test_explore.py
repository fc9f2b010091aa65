"""Figures and tables show the numbers they are made from."""

import numpy as np
import pandas as pd
import pytest

from digits import explore
from digits.measures import class_means
from digits.page import Section, page
from digits.values import CLASSES, Dataset, Examples


def test_a_bar_for_each_digit_is_as_high_as_its_count(few: Dataset) -> None:
    (axes,) = explore.class_balance(few.train).axes
    heights = [bar.get_height() for bar in axes.containers[0]]
    assert heights == np.bincount(few.train.labels).tolist()


def test_means_and_variances_are_those_of_each_digit(few: Dataset) -> None:
    threes = few.train.images[few.train.labels == 3]
    np.testing.assert_allclose(class_means(few.train)[3], threes.mean(axis=0))
    np.testing.assert_allclose(explore.class_variances(few.train)[3], threes.var(axis=0))
    assert len(explore.means_and_variances(few.train).axes) == 2 * CLASSES


def test_a_wrong_label_is_the_most_doubtful(few: Dataset) -> None:
    """The mean of all zeros, called a one."""
    zero = few.train.images[few.train.labels == 0].mean(axis=0).astype(np.uint8)
    images = np.concatenate([few.train.images, zero[np.newaxis]])
    labels = np.append(few.train.labels, np.uint8(1))
    last = explore.oddities(Examples(images, labels)).iloc[-1]
    assert (last["label"], last["nearest"]) == (1, 0)


def test_an_image_with_more_ink_than_others_of_its_digit_deviates_in_ink(few: Dataset) -> None:
    """A three among threes, twice as dark."""
    images = few.train.images.copy()
    (dark, *_) = np.flatnonzero(few.train.labels == 3)
    images[dark] = np.where(images[dark] > 0, 255, 0)
    images[few.train.labels == 3] //= 2
    images[dark] *= 2
    away = explore.deviations(Examples(images, few.train.labels)).loc[dark]
    assert away.abs().idxmax() == "ink"
    assert away["ink"] > explore.STRANGE


def test_of_equal_images_none_is_unusual(few: Dataset) -> None:
    same = Examples(few.train.images[[5, 5, 5]], few.train.labels[[5, 5, 5]])
    assert not explore.deviations(same).to_numpy().any()


def test_the_usual_image_is_named_so_and_the_others_say_why(few: Dataset) -> None:
    figure = explore.usual_and_unusual(few.train)
    reasons = [axes.get_title().partition("\n")[2] for axes in figure.axes]
    assert reasons[:CLASSES] == ["the usual"] * CLASSES
    assert all(why == "its shape" or why.endswith(" sd") for why in reasons[CLASSES:])


def test_distances_are_those_between_images(few: Dataset) -> None:
    image, label = few.train.images[5].astype(float), few.train.labels[5]
    expected = np.linalg.norm(image - class_means(few.train)[label])
    assert explore.oddities(few.train)["distance"].iloc[5] == pytest.approx(expected)


def test_an_image_in_both_parts_is_found(few: Dataset) -> None:
    test = Examples(few.train.images[7:8], few.train.labels[7:8])
    table = explore.duplicates(Dataset(few.train, test, sha256=""))
    assert table.to_numpy().tolist() == [[0, 7, 7, 7]]


def test_no_image_in_both_parts_gives_an_empty_table(few: Dataset) -> None:
    assert explore.duplicates(few).empty


def test_the_map_has_a_point_for_each_example(few: Dataset) -> None:
    (axes,) = explore.principal_map(few.train, seed=13).axes
    assert len(np.asarray(axes.collections[0].get_offsets())) == len(few.train)


def test_the_grids_leave_no_digit_out(few: Dataset) -> None:
    assert len(explore.usual_and_unusual(few.train).axes) == 4 * CLASSES
    assert len(explore.ink(few.train).axes[0].get_xticks()) == CLASSES


def test_doubtful_labels_name_both_digits(few: Dataset) -> None:
    table = explore.oddities(few.train)
    expected = np.count_nonzero(table["label"] != table["nearest"])
    titles = [axes.get_title() for axes in explore.doubtful_labels(few.train).axes]
    assert sum(", near " in title for title in titles) == expected > 0


def test_the_summary_counts_both_parts(few: Dataset) -> None:
    assert explore.summary(few).iloc[0].to_numpy().tolist() == [64, 40]


def test_the_page_needs_no_other_file_and_escapes_text(few: Dataset) -> None:
    sections = [
        Section("A <figure>", "Text & more.", explore.class_balance(few.train)),
        Section("Table", "", pd.DataFrame({"<b>": [1]}, dtype=int)),
    ]
    html = page("Title", sections)
    assert 'src="data:image/png;base64,' in html
    assert "<b>" not in html
    assert "A &lt;figure&gt;" in html
    assert "http://" not in html
    assert "https://" not in html


def test_the_same_figure_gives_the_same_page(few: Dataset) -> None:
    pages = {page("T", [Section("S", "", explore.ink(few.train))]) for _ in range(2)}
    assert len(pages) == 1
