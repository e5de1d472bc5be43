"""A small set to import into, and tables for it."""

from __future__ import annotations

from selfscore_xl import set_file
from selfscore_xl.criteria import Criteria
from selfscore_xl.importing.filling import Filled, fill
from selfscore_xl.importing.listing import listings
from selfscore_xl.importing.matching import match
from selfscore_xl.importing.source import Source, Table
from selfscore_xl.text import Text
from tests.importing.test_columns import rows

YAML = """\
id: thu-nho
version: "1"
title: Bộ thử
issuer: Sở Nội vụ
legal_basis: [Quyết định số 1]
period: {name: Năm 2026, first_day: 2026-01-01, last_day: 2026-12-31}
criteria:
  - code: I
    title: Nhiệm vụ được giao
    max: 10
    children:
      - {code: I.1, title: Chương trình công tác trọng tâm của tỉnh, max: 5}
      - {code: I.2, title: Nhiệm vụ đột xuất khác, max: 5}
  - code: II
    title: Tiếp dân
    max: 8
    children:
      - {code: II.1, title: Báo cáo kết quả, max: 2}
      - code: II.2
        title: Giải quyết đơn thư
        max: 6
        children:
          - {code: II.2.a, title: Tiếp nhận, max: 2}
          - {code: II.2.b, title: Xử lý, max: 4}
"""
RESTARTS = """\
id: danh-lai
version: "1"
title: Bộ thử
issuer: Sở Nội vụ
legal_basis: [Quyết định số 1]
period: {name: Năm 2026, first_day: 2026-01-01, last_day: 2026-12-31}
codes: per-section
criteria:
  - code: A
    title: Phần một
    children:
      - {code: "1", title: Báo cáo, max: 5}
      - {code: "2", title: Kế hoạch, max: 5}
  - code: B
    title: Phần hai
    children:
      - {code: "1", title: Báo cáo, max: 3}
      - {code: "2", title: Thanh tra, max: 3}
"""
HEAD = "Mã | Tiêu chí | Điểm tối đa | Đề nghị trừ | Tự chấm | Tài liệu kiểm chứng | Giải trình"


def load(yaml: str = YAML) -> Criteria:
    return set_file.load_set(yaml)


def filled(*lines: str, prose: tuple[str, ...] = (), head: str = HEAD, yaml: str = YAML) -> Filled:
    """What a table of ``a | b`` lines comes to."""
    tree = load(yaml).tree()
    table = Table(Text("bảng", "table"), tuple(rows(head, *(line.replace(";;", "\n") for line in lines))))
    source = Source("text", (table,), prose)
    codes = {node.code for node in tree}
    listing = listings(source, codes.__contains__)[0]
    return fill(source, listing, match(listing.lines, tree), tree)
