"""Sizes, margins and styles: how administrative documents look by Decree 30/2020/NĐ-CP, phụ lục I.

Lengths are in points where nothing else is said. The font is asked for by name and never embedded.
"""

from __future__ import annotations

from ..record import NamedTuple

FONT = "Times New Roman"
MM = 72 / 25.4


class Paper(NamedTuple):
    """A page and its margins, in millimetres."""

    width: int
    height: int
    left: int = 30
    right: int = 15
    top: int = 20
    bottom: int = 20

    @property
    def room(self) -> float:
        """Width between the margins, in points."""
        return (self.width - self.left - self.right) * MM


PORTRAIT = Paper(210, 297)
LANDSCAPE = Paper(297, 210)
PAGE_NUMBER_FROM_TOP = 10
"""Millimetres."""

TEXT_SIZE = 14
STATE_SIZE = 12
"""Quốc hiệu, names of the bodies, ``Nơi nhận``."""
MOTTO_SIZE = 13
NUMBER_SIZE = 13
RECIPIENT_SIZE = 11
OVERVIEW_SIZE = 12
ANNEX_SIZE = 10
FIRST_LINE = 10 * MM
PADDING = 3.5
"""Room kept free at both sides inside a ruled cell."""

DOMAIN_FILL = "F2F2F2"
HEADER_FILL = "D9D9D9"

STYLES = f"""
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
  <w:docDefaults>
    <w:rPrDefault><w:rPr>
      <w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>
      <w:color w:val="000000"/><w:sz w:val="{TEXT_SIZE * 2}"/><w:szCs w:val="{TEXT_SIZE * 2}"/>
      <w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>
    </w:rPr></w:rPrDefault>
    <w:pPrDefault><w:pPr>
      <w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>
    </w:pPr></w:pPrDefault>
  </w:docDefaults>
  <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
  <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
    <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>
  </w:style>
  <w:style w:type="table" w:default="1" w:styleId="TableNormal">
    <w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
    <w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
      <w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>
      <w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>
    </w:tblCellMar></w:tblPr>
  </w:style>
  <w:style w:type="paragraph" w:styleId="Header">
    <w:name w:val="header"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr>
  </w:style>
  <w:style w:type="paragraph" w:customStyle="1" w:styleId="Center">
    <w:name w:val="Canh giữa"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:jc w:val="center"/></w:pPr>
  </w:style>
  <w:style w:type="paragraph" w:customStyle="1" w:styleId="Text">
    <w:name w:val="Nội dung"/><w:basedOn w:val="Normal"/><w:qFormat/>
    <w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/>
      <w:ind w:firstLine="{round(FIRST_LINE * 20)}"/><w:jc w:val="both"/></w:pPr>
  </w:style>
  <w:style w:type="paragraph" w:customStyle="1" w:styleId="Point">
    <w:name w:val="Khoản"/><w:basedOn w:val="Text"/><w:next w:val="Text"/><w:qFormat/>
    <w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr>
  </w:style>
  <w:style w:type="paragraph" w:customStyle="1" w:styleId="Recipient">
    <w:name w:val="Nơi nhận"/><w:basedOn w:val="Normal"/><w:qFormat/>
    <w:rPr><w:sz w:val="{RECIPIENT_SIZE * 2}"/><w:szCs w:val="{RECIPIENT_SIZE * 2}"/></w:rPr>
  </w:style>
  <w:style w:type="paragraph" w:customStyle="1" w:styleId="Overview">
    <w:name w:val="Bảng tóm tắt"/><w:basedOn w:val="Normal"/><w:qFormat/>
    <w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr>
    <w:rPr><w:sz w:val="{OVERVIEW_SIZE * 2}"/><w:szCs w:val="{OVERVIEW_SIZE * 2}"/></w:rPr>
  </w:style>
  <w:style w:type="paragraph" w:customStyle="1" w:styleId="Cell">
    <w:name w:val="Bảng phụ lục"/><w:basedOn w:val="Normal"/><w:qFormat/>
    <w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr>
    <w:rPr><w:sz w:val="{ANNEX_SIZE * 2}"/><w:szCs w:val="{ANNEX_SIZE * 2}"/></w:rPr>
  </w:style>
</w:styles>
"""
"""Every style of the document: what Word needs, and one for each kind of text that people edit."""

SETTINGS = """
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
  <w:zoom w:percent="100"/>
  <w:defaultTabStop w:val="720"/>
  <w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat>
    <w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
  </w:compat>
  <w:themeFontLang w:val="vi-VN"/>
  <w:decimalSymbol w:val=","/>
  <w:listSeparator w:val=";"/>
</w:settings>
"""
"""Without a compatibility mode Word opens the document as one of 2007."""

FONTS = f"""
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
  <w:font w:name="{FONT}"><w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/>
    <w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>
</w:fonts>
"""
