# SPDX-License-Identifier: LGPL-2.1-or-later
"""Rows of text below each other; the first column to the left."""


def table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join((row[0].ljust(widths[0]) + "".join(
        f"   {cell:>{width}}" for cell, width in zip(row[1:], widths[1:]))).rstrip() for row in rows)
