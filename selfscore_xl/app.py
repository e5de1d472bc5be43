"""Use cases, one function each: what the command line, macros and tests call."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator

from . import checking, sets
from .checking import Context
from .criteria import Criteria, Tree
from .edits import Plan, plan
from .layout import Field
from .ooxml.refusal import Refusal as FileRefusal
from .outcome import Outcome, Refusal
from .read import FormFile, NotAForm, as_its_group_sees, open_form, read
from .record import NamedTuple
from .scoring import Scores, answers, facts_of, score
from .submission import Lines, Submission
from .text import Lang, Text, squash
from .typed import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from .comparing import Comparison
    from .ooxml.edit import Editor
    from .report import Settings as ReportSettings

if TYPE_CHECKING:
    from .intake import Imported, Moved
    from .repair import Repaired

ANNOTATED = ".annotated"
_COPY = re.compile(rf"(.+){re.escape(ANNOTATED)}(?:-([2-9]|[1-9]\d{{1,2}}))?")
"""The stem of an annotated copy; the copy of a copy has a number, from 2."""
XLSX_ENDINGS = (".xlsx", ".xlsm")
WORKBOOK_ENDINGS = (*XLSX_ENDINGS, ".xls", ".ods", ".xlsb")


class UnknownSet(LookupError):
    """No shipped set has this id; ``args[0]`` is what was asked for."""


def load_criteria(name: str) -> Criteria:
    """A shipped set by its id, or a set file by its path.

    Raises:
        UnknownSet: neither.
        set_file.SetFileError: the set file has errors.
    """
    if name in sets.names():
        return sets.load(name)
    if os.path.isfile(name):
        from . import set_file

        return set_file.load_set(name)
    raise UnknownSet(name)


class Found(NamedTuple):
    """Workbooks found at the paths that were given, and what is wrong with some of the paths."""

    files: tuple[str, ...]
    refused: tuple[Outcome, ...]
    copies: tuple[str, ...] = ()
    """Annotated copies that lie in a folder beside their originals. One in which somebody worked is a
    submission like every other; ``is_untouched`` tells, and has to read it."""


_EMPTY_FOLDER = Text(
    "Thư mục này không có tệp Excel (.xlsx, .xlsm, .xls, .xlsb) hoặc .ods nào.",
    "There is no workbook (.xlsx, .xlsm, .xls, .xlsb, .ods) in this folder.",
)
_EMPTY_FOLDER_HINT = Text(
    "Kiểm tra lại đường dẫn, hoặc chép các biểu đã điền vào thư mục này.",
    "Check the path, or copy the filled forms into this folder.",
)


class WouldOverwrite(Exception):
    """The output is there and holds somebody's work, a filled form or an edited report; ``args[0]`` is
    its path."""


def template(
    criteria: Criteria,
    out: str,
    *,
    unit: str = "",
    unit_group: str = "",
    period: str = "",
    password: str | None = None,
) -> str:
    """Build the form of a set and write it to ``out``; gives ``out``.

    Raises:
        WouldOverwrite: ``out`` is a filled form.
        template.NoForm, template.PasswordTooLong: see ``template.build``.
        saving.SaveRefused, OSError: the file cannot be written.
    """
    from .ooxml.saving import write_file
    from .template import build

    if os.path.exists(out) and _is_filled(out):
        raise WouldOverwrite(out)
    data = build(criteria, unit=unit, unit_group=unit_group, period=period, password=password)
    write_file(out, data)
    return out


def template_for_units(
    criteria: Criteria, units: str, folder: str, password: str | None = None
) -> tuple[int, Iterator[str]]:
    """One form per unit of a list (a CSV file) in a folder: how many, and their paths as they are
    written. Nothing is written before the list is known to be right.

    Raises:
        unit_list.UnitListError: the list cannot be used.
        WouldOverwrite: one of the files is there and filled.
        OSError: the list cannot be read, the folder not be made.
    """
    from . import mailing, unit_list

    mails = mailing.plan(unit_list.read_units(units), criteria, folder)
    for mail in mails:
        if os.path.exists(mail.path) and _is_filled(mail.path):
            raise WouldOverwrite(mail.path)
    os.makedirs(folder, exist_ok=True)
    return len(mails), mailing.write(mails, password)


def _is_filled(path: str) -> bool:
    """Is the file a form in which something was typed? A file that is no form is not."""
    try:
        form = open_form(path)
        used = _set_of(form)
        if used is None:
            return bool(form.identity.set_id)
        submission = read(form, used.tree(), path)
    except (FileRefusal, NotAForm):
        return False
    inputs = [
        entry
        for line in Lines(submission)
        for entry in (line.mark, line.score, line.evidence, line.explanation, line.appraised, line.opinion)
    ]
    inputs += (*submission.data.values(), *submission.facts.values())
    return any(not entry.is_empty and entry.formula is None for entry in inputs)


def repair(path: str, out: str, criteria: Criteria | None = None) -> Repaired:
    """Pour every answer of a damaged form into a fresh one, written to ``out``.

    Raises:
        Unreadable: the damaged file cannot be read, is no form, or its set is unknown or another one.
        WouldOverwrite: ``out`` is a filled form (the damaged one, say).
        template.NoForm: no form can be made of the set.
        saving.SaveRefused, OSError: the file cannot be written.
    """
    from . import repair as mending
    from .ooxml.saving import write_file

    if os.path.exists(out) and _is_filled(out):
        raise WouldOverwrite(out)
    given = _of_its_set(material(path, criteria))
    try:
        repaired = mending.repair(given.form, given.tree.criteria, path)
    except FileRefusal as refusal:
        raise Unreadable(_refused(path, refusal)) from None
    write_file(out, repaired.data)
    return repaired


def import_table(
    path: str,
    out: str,
    criteria: Criteria | None = None,
    *,
    table: int | None = None,
    unit: str = "",
    unit_group: str = "",
    period: str = "",
) -> Imported:
    """A table in the old form as a filled form, written to ``out``; see ``intake.import_table``.

    Raises:
        ooxml Refusal, importing TableRefused: the file cannot be read, or no table in it fits the set.
        WouldOverwrite: ``out`` is a filled form.
        template.NoForm: no form can be made of the set.
        saving.SaveRefused, OSError: the file cannot be written.
    """
    from . import intake

    _refuse_to_overwrite(out, path)
    imported = intake.import_table(
        path, criteria, table=table, unit=unit, unit_group=unit_group, period=period
    )
    _write(out, imported.data)
    return imported


def migrate(
    path: str, out: str, criteria: Criteria, old: Criteria | None = None, *, unit_group: str = ""
) -> Moved:
    """The answers of a form of an older set in a form of ``criteria``, written to ``out``; see
    ``intake.migrate``. ``old`` is the older set where the form does not name a shipped one.

    Raises:
        Unreadable: the old form cannot be read, is no form, or its set is unknown or another one.
        WouldOverwrite: ``out`` is a filled form.
        template.NoForm: no form can be made of the new set.
        saving.SaveRefused, OSError: the file cannot be written.
    """
    from . import intake

    _refuse_to_overwrite(out, path)
    given = _of_its_set(material(path, old))
    try:
        moved = intake.migrate(given.submission, given.tree.criteria, criteria, path, unit_group=unit_group)
    except FileRefusal as refusal:
        raise Unreadable(_refused(path, refusal)) from None
    _write(out, moved.data)
    return moved


def _refuse_to_overwrite(out: str, path: str) -> None:
    """No output replaces its own input or a form that somebody has filled."""
    from .ooxml.saving import SaveRefused

    if not os.path.exists(out):
        return
    if os.path.exists(path) and os.path.samefile(out, path):
        raise SaveRefused("is-input")
    if _is_filled(out):
        raise WouldOverwrite(out)


def _write(out: str, data: bytes) -> None:
    from .ooxml.saving import write_file

    write_file(out, data)


def review(path: str, out: str, criteria: Criteria | None = None) -> int:
    """Write the reviewer's copy of a form to ``out``: the number of exclusions still to decide on.

    Raises:
        Unreadable: the form cannot be read.
        WouldOverwrite: ``out`` is there already and a form (a reviewer may have worked on it).
        Unwritten: the copy was not written; ``text`` says why.
    """
    from .appraisal import claims, decision
    from .ooxml.edit import Editor
    from .review import Material
    from .review import review as ask

    if os.path.exists(out) and _is_filled(out):
        raise WouldOverwrite(out)
    given = _of_its_set(material(path, criteria))
    if given.form.foreign is not None:
        kind = given.form.foreign.format
        raise Unreadable(_refused(path, FileRefusal("old-xls" if kind == "xls" else kind)))
    editor = Editor(given.form.workbook)
    ask(editor, Material(given.form, given.tree, given.submission, given.lines, given.scores))
    trouble = _put(editor, out)
    if trouble is not None:
        raise Unwritten(trouble)
    said = given.submission.decisions or {}
    return sum(decision(said.get(node.key)) is None for node in claims(given.tree, given.scores))


def diff(
    earlier: str, later: str, out: str | None = None, criteria: Criteria | None = None
) -> tuple[Comparison, Tree]:
    """Compare two submissions of a set; with ``out`` a copy of the later one gets a sheet of changes.

    Raises:
        Unreadable: one of them cannot be read.
        Unwritten: they are forms of different sets, or the copy was not written; ``text`` says why.
        WouldOverwrite: ``out`` is a filled form.
    """
    from .comparing import Side, compare, sheet
    from .ooxml.edit import Editor

    if out is not None and os.path.exists(out) and _is_filled(out):
        raise WouldOverwrite(out)
    one, other = (_of_its_set(material(path, criteria)) for path in (earlier, later))
    if one.tree.criteria.id != other.tree.criteria.id:
        names = {"one": one.tree.criteria.id, "other": other.tree.criteria.id}
        raise Unwritten(Text(_TWO_SETS.fill("vi", names), _TWO_SETS.fill("en", names)))
    found = compare(
        other.tree,
        Side(one.submission, one.lines, one.scores),
        Side(other.submission, other.lines, other.scores),
    )
    if out is not None:
        if other.form.foreign is not None:
            raise Unwritten(_NO_COPY)
        editor = Editor(other.form.workbook)
        editor.put_sheet(sheet(found, other.tree), first=True)
        trouble = _put(editor, out)
        if trouble is not None:
            raise Unwritten(trouble)
    return found, other.tree


_TWO_SETS = Text(
    "Hai biểu thuộc hai bộ tiêu chí khác nhau ({one} và {other}) nên không so sánh được; "
    "chọn hai lần nộp của cùng một bộ.",
    "The two forms are of different sets ({one} and {other}) and cannot be compared; "
    "choose two submissions of one set.",
)
_NO_COPY = Text(
    "Biểu lần sau không phải tệp .xlsx nên không ghi được bản có trang thay đổi; "
    "lưu thành .xlsx hoặc chạy lại không có -o.",
    "The later form is no .xlsx, so no copy with the changes can be written; "
    "save it as .xlsx or run again without -o.",
)


class Read(NamedTuple):
    """A form as it was opened, read and scored."""

    form: FormFile
    tree: Tree
    submission: Submission
    lines: Lines
    scores: Scores


def material(path: str, criteria: Criteria | None = None) -> Read:
    """Open, read and score one form.

    Raises:
        Unreadable: it cannot be read, is no form, or its set is unknown.
    """
    try:
        form = open_form(path)
        used = _set_of(form, criteria)
        if used is None:
            raise Unreadable(_unknown_set(path, form))
        tree = used.tree()
        submission = read(form, tree, path)
    except FileRefusal as refusal:
        raise Unreadable(_refused(path, refusal)) from None
    except NotAForm:
        raise Unreadable(Outcome(path, None, refusal=_not_a_form())) from None
    lines = Lines(submission)
    scores = score(tree, answers(lines), facts_of(used, submission))
    return Read(form, tree, submission, lines, scores)


def _of_its_set(given: Read) -> Read:
    """What was read, if the form is of the set that it was read with.

    Raises:
        Unreadable: it is of another set.
    """
    if _is_of_another_set(given.tree, given.submission):
        raise Unreadable(_of_another_set(given))
    return given


def _is_of_another_set(tree: Tree, submission: Submission) -> bool:
    """Was the form made from another set, and does it show? A set that was given a new name is chosen with
    ``-c`` for forms that carry the old one: then most criteria stand in them with their titles."""
    if not submission.identity.names_another_set(tree.criteria.id):
        return False
    titles = {row.key: row.entries[Field.TITLE].text for row in submission.rows if Field.TITLE in row.entries}
    known = sum(squash(titles.get(node.key, "")) == squash(node.title) for node in tree.nodes)
    return known < len(tree.nodes) / 2


def _of_another_set(given: Read) -> Outcome:
    """The refusal of a form of another set, in the words of S003."""
    context = Context(given.tree, given.submission, given.lines, given.scores)
    (finding,) = checking.run(context, ("S003",))
    message, hint = (
        Text(say(finding, "vi"), say(finding, "en")) for say in (checking.message, checking.hint)
    )
    source = given.submission.source
    return Outcome(source.path, source.sha256, refusal=Refusal(finding.code, message, hint))


class Unwritten(Exception):
    """A file was not written; ``text`` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Unreadable(Exception):
    """A file cannot be read; ``outcome`` has the refusal."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.path)
        self.outcome = outcome


class Demo(NamedTuple):
    """What the demonstration wrote, and what validating its filled form came to."""

    form: str
    filled: str
    outcome: Outcome


def demo(folder: str, lang: Lang = "vi") -> Demo:
    """Build the empty and the filled form of the source report, and validate the filled one.

    Raises:
        saving.SaveRefused, OSError: the folder or a file in it cannot be written.
    """
    from . import demo as examples
    from .ooxml.saving import write_file
    from .template import build

    os.makedirs(folder, exist_ok=True)
    example = examples.load()
    form, filled = os.path.join(folder, "form.xlsx"), os.path.join(folder, "filled.xlsx")
    write_file(form, build(example.criteria))
    write_file(filled, example.form())
    return Demo(form, filled, validate(filled, lang=lang))


def find_workbooks(paths: Iterable[str]) -> Found:
    """The workbooks at paths: files as given, folders searched with all below them.

    Inside folders, lock files (``~$…``) and hidden files are left out, and annotated copies whose original
    lies beside them are kept apart; symbolic links are not followed.
    """
    files: list[str] = []
    copies: list[str] = []
    refused: list[Outcome] = []
    for path in paths:
        if not os.path.isdir(path):
            files.append(path)
            continue
        found = list(_walk(path))
        files += (file for file, is_copy in found if not is_copy)
        copies += (file for file, is_copy in found if is_copy)
        if not found:
            refused.append(Outcome(path, None, refusal=Refusal("S001", _EMPTY_FOLDER, _EMPTY_FOLDER_HINT)))
    given = dict.fromkeys(files)
    return Found(
        tuple(given), tuple(refused), tuple(file for file in dict.fromkeys(copies) if file not in given)
    )


def _walk(folder: str) -> Iterable[tuple[str, bool]]:
    """The workbooks in a folder, each with: is it an annotated copy of another one of them?"""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = set(names)
        for name in sorted(names):
            stem, ending = os.path.splitext(name)
            if ending.lower() not in WORKBOOK_ENDINGS or name.startswith((".", "~$")):
                continue
            path = os.path.join(root, name)
            if not os.path.islink(path):
                yield path, bool(_originals(stem, ending) & here)


def not_workbooks(paths: Iterable[str]) -> Iterator[str]:
    """The files in folders that are no workbooks by their names: a form sent as PDF, say. Lock files and
    hidden files are left out."""
    for path in paths:
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith((".", "~$")) and not name.lower().endswith(WORKBOOK_ENDINGS):
                    yield os.path.join(folder, name)


def is_copys_name(path: str) -> bool:
    """Is the file called as an annotated copy is?"""
    return _COPY.fullmatch(os.path.splitext(os.path.basename(path))[0]) is not None


def _originals(stem: str, ending: str) -> set[str]:
    """Names of the files that an annotated copy may belong to; none for what is not called so."""
    match = _COPY.fullmatch(stem)
    if match is None:
        return set()
    name, number = match.groups()
    return {name + ending, name} if number is None else {_numbered(name, int(number) - 1) + ending}


def _numbered(name: str, number: int) -> str:
    return f"{name}{ANNOTATED}" if number < 2 else f"{name}{ANNOTATED}-{number}"


def annotated_path(path: str, out: str | None = None) -> str:
    """Where the annotated copy of a file goes: beside it as ``NAME.annotated.xlsx``, or to ``out``,
    inside it where that is a folder. The copy of ``NAME.ods`` is ``NAME.ods.annotated.xlsx``: a
    ``NAME.xlsx`` beside it has a copy of its own. The copy of ``NAME.annotated.xlsx``, in which a unit
    made its corrections, is ``NAME.annotated-2.xlsx``, and so on."""
    if out is not None and not os.path.isdir(out) and not out.endswith(os.sep):
        return out
    folder, name = os.path.split(path)
    stem, ending = os.path.splitext(name)
    if ending.lower() not in XLSX_ENDINGS:
        stem, ending = name, ".xlsx"
    match = _COPY.fullmatch(stem)
    copy = _numbered(stem, 1) if match is None else _numbered(match[1], int(match[2] or 1) + 1)
    return os.path.join(out if out is not None else folder, copy + ending)


def validate(
    path: str,
    *,
    criteria: Criteria | None = None,
    lang: Lang = "vi",
    out: str | None = None,
    write: bool = True,
    in_place: bool = False,
    evidence: str | None = None,
    codes: tuple[str, ...] | None = None,
    allow_breaking_signature: bool = False,
) -> Outcome:
    """Read, score and check one filled form, and write its annotated copy.

    ``criteria`` overrides the set that the form names. A file that cannot be read gives an
    outcome with a refusal; nothing is raised for bad input, and nothing is written then.
    """
    try:
        form, tree, submission, lines, scores = material(path, criteria)
    except Unreadable as unreadable:
        return unreadable.outcome
    used = tree.criteria
    context = Context(tree, submission, lines, scores, _file_names(evidence))
    other = _is_of_another_set(tree, submission)
    # by the rows and maxima of another set nothing in the form can be judged, whatever was asked for
    findings = tuple(checking.run(context, ("S003",) if other else codes))
    catalogue = checking.catalogue()
    outcome = Outcome(
        path=path,
        sha256=submission.source.sha256,
        findings=findings,
        severities=tuple(catalogue[finding.code].CHECK.severity for finding in findings),
        tree=tree,
        submission=submission,
        scores=None if other else scores,
    )
    if form.foreign is not None:
        return _validated_foreign(form, used, outcome, lang, annotated_path(path, out), write, in_place)
    if not write:
        return outcome
    if submission.is_signed and not allow_breaking_signature:
        return outcome._replace(notes=(_SIGNED,))
    planned = plan(tree, submission, lines, outcome.scores, checking.remarks(findings, lang), lang)
    target = path if in_place else annotated_path(path, out)
    saved = _save(form, used, submission, planned, target, in_place, allow_breaking_signature)
    return outcome._replace(annotated=target if saved.written else None, notes=saved.notes)


_VALUES_ONLY = Text(
    "Tệp .{format} chỉ đọc được các giá trị, nên không kiểm tra công thức, khóa ô và quy tắc nhập.",
    "Of an .{format} file only the values are read: formulas, locks and rules were not checked.",
)
_COPY_IS_XLSX = Text(
    " Bản chú thích là tệp Excel (.xlsx) lập mới từ các câu trả lời trong tệp đó.",
    " The annotated copy is an Excel file (.xlsx), a fresh form with the answers of that file.",
)
_NOT_IN_PLACE = Text(
    " Không ghi được chú thích vào chính tệp .{format}; chạy lại không có --in-place.",
    " Nothing can be written into an .{format} file itself; run again without --in-place.",
)
_OF_ANOTHER_SET = Text(
    " Biểu thuộc bộ tiêu chí khác nên không lập bản chú thích theo bộ đang dùng.",
    " The form is of another set, so no annotated copy of the set in use was made.",
)
_NO_FORM = Text(
    " Không lập được biểu mới của bộ tiêu chí này nên không có bản chú thích.",
    " No fresh form can be made of this set, so there is no annotated copy.",
)


def _validated_foreign(
    form: FormFile, used: Criteria, outcome: Outcome, lang: Lang, target: str, write: bool, in_place: bool
) -> Outcome:
    """Write the annotated copy of a file that is no xlsx, and say what could not be seen."""
    from .recast import annotated
    from .template import NoForm

    assert form.foreign is not None
    assert outcome.submission is not None
    said, trouble = _VALUES_ONLY, None
    if write and in_place:
        said = _joined(said, _NOT_IN_PLACE)
        write = False
    elif write and outcome.scores is None:
        said = _joined(said, _OF_ANOTHER_SET)
        write = False
    elif write:
        try:
            editor = annotated(form, used, outcome.submission, checking.remarks(outcome.findings, lang), lang)
        except NoForm:
            said = _joined(said, _NO_FORM)
            write = False
        except FileRefusal as refusal:
            trouble = Text(refusal.message("vi"), refusal.message("en"))
        else:
            trouble = _put_copy(editor, target, outcome.path, used)
            if trouble is None:
                said = _joined(said, _COPY_IS_XLSX)
    values = {"format": form.foreign.format}
    notes = (Text(said.fill("vi", values), said.fill("en", values)), *([trouble] if trouble else []))
    return outcome._replace(annotated=target if write and trouble is None else None, notes=notes)


def _joined(one: Text, other: Text) -> Text:
    return Text(one.vi + other.vi, one.en + other.en)


class Reported(NamedTuple):
    """A form's result, and whether its report was written."""

    outcome: Outcome
    written: bool


def report(
    path: str,
    out: str,
    settings: ReportSettings,
    *,
    criteria: Criteria | None = None,
    evidence: str | None = None,
    force: bool = False,
) -> Reported:
    """Write the administrative report of one filled form, or of its annotated copy.

    Nothing is written for a file that cannot be read or is of another set, nor while the form has findings
    of severity error, unless ``force``; the report then tells them.

    Raises:
        WouldOverwrite: ``out`` is there and no untouched report.
        saving.SaveRefused, OSError: the file cannot be written.
    """
    from .ooxml.saving import write_file
    from .report import build, is_untouched

    outcome = validate(path, criteria=criteria, write=False, evidence=evidence)
    if outcome.scores is None or (outcome.counts()["error"] and not force):
        return Reported(outcome, False)
    if os.path.isfile(out) and not is_untouched(out):
        raise WouldOverwrite(out)
    write_file(out, build(outcome, settings))
    return Reported(outcome, True)


_SIGNED = Text(
    "Tệp có chữ ký số nên không ghi bản chú thích, vì ghi vào sẽ làm mất hiệu lực chữ ký. "
    "Nếu vẫn cần bản chú thích, chạy lại với --allow-breaking-signature.",
    "The workbook is digitally signed, so no annotated copy was written: writing breaks the signature. "
    "If you want the copy all the same, run again with --allow-breaking-signature.",
)
_NOT_WRITTEN = Text(
    "Không ghi được bản chú thích {target} ({error}). Đóng tệp đó nếu đang mở, "
    "hoặc chọn thư mục khác bằng tùy chọn -o.",
    "The annotated copy {target} could not be written ({error}). Close it if it is open, "
    "or choose another folder with -o.",
)


_NOT_PROVED = Text(
    "Không ghi bản chú thích vì không bảo đảm được mọi nội dung khác giữ nguyên; "
    "các nội dung kiểm tra vẫn đầy đủ. Gửi tệp này cho người phụ trách kỹ thuật.",
    "No annotated copy was written, because it could not be proved that all else stays as it was; "
    "the findings are complete. Send this file to the technical contact.",
)


class _Saved(NamedTuple):
    """Whether the copy is there, and what must be said of it."""

    written: bool
    notes: tuple[Text, ...] = ()


def _save(
    form: FormFile,
    used: Criteria,
    submission: Submission,
    planned: Plan,
    target: str,
    in_place: bool,
    break_signature: bool,
) -> _Saved:
    """Write the annotated copy, or the original itself, of which a backup stays then."""
    from .ooxml.edit import Editor
    from .write import annotate, seal

    editor = Editor(form.workbook)
    try:
        annotate(editor, planned, form.marks, seal(form.workbook.package, submission))
    except FileRefusal as refusal:
        return _Saved(False, (Text(refusal.message("vi"), refusal.message("en")),))
    if in_place:
        return _replace_original(editor, form, target)
    trouble = _put_copy(editor, target, submission.source.path, used, break_signature)
    return _Saved(trouble is None, () if trouble is None else (trouble,))


_BACKUP = Text("Bản gốc trước khi ghi được giữ ở {path}.", "The original as it was is kept at {path}.")


def _replace_original(editor: Editor, form: FormFile, path: str) -> _Saved:
    from .ooxml.saving import keep_backup, sha256_of, write_file

    package = form.workbook.package

    def replace() -> tuple[Text, ...]:
        data = editor.to_bytes()
        if data is package.data:
            return ()
        kept, is_new = keep_backup(path, package.data)
        try:
            write_file(path, data, package.sha256)
        except BaseException:
            # another process that replaced the file meanwhile may lean on this same backup
            if is_new and sha256_of(path) == package.sha256:
                os.unlink(kept)
            raise
        values = {"path": kept}
        return (Text(_BACKUP.fill("vi", values), _BACKUP.fill("en", values)),)

    done = _tried(replace, path)
    return _Saved(False, (done,)) if isinstance(done, Text) else _Saved(True, done)


_WORKED_IN = Text(
    "Không ghi đè {target}, vì tệp đó không phải là bản chú thích còn nguyên: có thể đã có người ghi thêm. "
    "Chuyển tệp đó đi nơi khác, hoặc chọn tên khác bằng tùy chọn -o.",
    "{target} was not overwritten: it is no untouched annotated copy, somebody may have worked in it. "
    "Move it away, or choose another name with -o.",
)


def _put_copy(
    editor: Editor, target: str, source: str, used: Criteria, break_signature: bool = False
) -> Text | None:
    """Write an annotated copy where nothing is, or over an untouched one; what hindered it, or None."""
    # an empty file is nobody's work: it may be what a power cut left of a copy
    theirs = os.path.isfile(target) and os.path.getsize(target) > 0
    if theirs and not _is_same_file(target, source) and not is_untouched(target, used):
        values = {"target": target}
        return Text(_WORKED_IN.fill("vi", values), _WORKED_IN.fill("en", values))
    return _put(editor, target, break_signature, lasting=False)


def _is_same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _put(editor: Editor, target: str, break_signature: bool = False, lasting: bool = True) -> Text | None:
    """Write a workbook; what hindered it, or None."""

    def put() -> None:
        os.makedirs(os.path.dirname(target) or os.curdir, exist_ok=True)
        editor.save(target, break_signature=break_signature, lasting=lasting)

    return _tried(put, target)


def is_untouched(path: str, criteria: Criteria | None = None) -> bool:
    """Is this an annotated copy as ``validate`` wrote it, nobody having saved it since? ``criteria`` is
    what it was checked with, where that is not the shipped set that it names."""
    from .write import SEALED, seal

    try:
        form = open_form(path)
        used = _set_of(form, criteria)
        if used is None:
            return False
        sealed = seal(form.workbook.package, read(form, used.tree(), path))
    except (FileRefusal, NotAForm):
        return False
    return [mark for mark in form.marks if mark.what == SEALED] == [sealed]


_T = TypeVar("_T")


def _tried(write: Callable[[], _T], target: str) -> _T | Text:
    """What writing gives, or why it was not possible, in one sentence."""
    from .ooxml.oracle import OracleError
    from .ooxml.saving import SaveRefused

    try:
        return write()
    except (FileRefusal, SaveRefused) as refusal:
        return Text(refusal.message("vi"), refusal.message("en"))
    except OSError as error:
        values = {"target": target, "error": error.strerror or str(error)}
        return Text(_NOT_WRITTEN.fill("vi", values), _NOT_WRITTEN.fill("en", values))
    except OracleError:
        return _NOT_PROVED


def _set_of(form: FormFile, chosen: Criteria | None = None) -> Criteria | None:
    """The set that was chosen, or the shipped one that the form says it was made from; as the form's unit
    group sees it."""
    if chosen is None:
        if form.identity.set_id not in sets.names():
            return None
        chosen = sets.load(form.identity.set_id)
    return as_its_group_sees(form, chosen)


def _unknown_set(path: str, form: FormFile) -> Outcome:
    check = checking.catalogue()["S002"].CHECK
    values = {"set": form.identity.set_id or "?", "known": ", ".join(sets.names())}
    message = Text(check.message.fill("vi", values), check.message.fill("en", values))
    hint = Text(check.hint.fill("vi", values), check.hint.fill("en", values))
    return Outcome(path, form.workbook.package.sha256, refusal=Refusal("S002", message, hint))


def _refused(path: str, refusal: FileRefusal) -> Outcome:
    return Outcome(
        path,
        None,
        refusal=Refusal(
            "S001",
            Text(refusal.sentence("vi"), refusal.sentence("en")),
            Text(refusal.hint("vi"), refusal.hint("en")),
        ),
    )


_NOT_A_FORM = Text(
    "Tệp Excel này không phải biểu tự chấm điểm: không trang tính nào có dòng tiêu đề của biểu.",
    "This workbook is not a self-scoring form: no sheet has the form's header row.",
)
_NOT_A_FORM_HINT = Text(
    "Chọn đúng tệp biểu đã điền; nếu bảng điểm làm theo mẫu cũ thì chép số liệu sang biểu mới.",
    "Choose the filled form; if the table is in the old format, copy its answers into the new form.",
)


def _not_a_form() -> Refusal:
    return Refusal("S001", _NOT_A_FORM, _NOT_A_FORM_HINT)


def _file_names(folder: str | None) -> frozenset[str] | None:
    """Names of the files in an evidence folder and below it, NFC; nothing is opened or followed."""
    if folder is None:
        return None
    from .text import nfc

    return frozenset(nfc(name) for _, _, names in os.walk(folder) for name in names)
