"""What must hold for an image, wherever it comes from? One schema, for training and for serving.

`checks` asks about a data set as a whole; this asks about each image in it, and about each image
that the service is sent.
"""

import pandas as pd
import pandera.pandas as pa

from digits.errors import DataRefused
from digits.measures import measures
from digits.values import SIDE, Images

# Limits are wide enough for Fashion-MNIST, and narrow enough for a blank or an inverted image.
IMAGES = pa.DataFrameSchema(
    {
        "ink": pa.Column(float, pa.Check.in_range(0.002, 0.95)),
        "height": pa.Column(float, pa.Check.in_range(1, SIDE)),
        "width": pa.Column(float, pa.Check.in_range(1, SIDE)),
        "thickness": pa.Column(float, pa.Check.in_range(0.5, SIDE)),
        "slant": pa.Column(float, pa.Check.in_range(-90, 90)),
    },
    strict=True,
)
SHOWN = 3  # rows that a message names; a broken file may have thousands


def require_measurable(images: Images) -> pd.DataFrame:
    """The measures of these images, unless one of them is none of a digit's."""
    table = measures(images)
    try:
        return IMAGES.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise DataRefused(_message(error.failure_cases)) from error


def _message(failures: pd.DataFrame) -> str:
    first = failures.head(SHOWN)
    said = "; ".join(
        f"image {row}: {column} is {value:.3g}"
        for row, column, value in zip(
            first["index"], first["column"], first["failure_case"], strict=True
        )
    )
    more = len(failures) - len(first)
    return said + (f"; and {more} more" if more else "")
