"""How a paper looks in print. All that it says comes in as data, so no text of the record is ever read as markup."""

TEMPLATE = r"""
#let paper = json(bytes(sys.inputs.paper))
#let teal = rgb("#0b4a4a")
#set document(title: paper.title, author: paper.partnership)
#set text(font: "Libertinus Serif", size: 11pt, lang: paper.language, region: "gb", hyphenate: false)
#set par(justify: false, leading: 0.7em, spacing: 1em)
#set page(
  paper: "a4",
  margin: (x: 2.2cm, top: 2.2cm, bottom: 2.4cm),
  footer: context [
    #set text(size: 9pt)
    #paper.title #h(1fr) #counter(page).display("1 / 1", both: true)
  ],
)
#set heading(numbering: "1.")
#show title: set text(size: 24pt, fill: teal)
#show heading: set text(fill: teal)
#show heading.where(level: 1): set block(above: 1.8em, below: 0.9em)
#set figure.caption(position: top)
#show figure: set align(left)
#show figure: set block(above: 1.2em, below: 0.8em)
#show figure.caption: it => { set align(left); strong(it) }
#show figure.where(kind: table): set block(breakable: true)
#set table(
  stroke: (x, y) => (bottom: if y == 0 { 1pt + teal } else { 0.4pt + luma(170) }),
  inset: (x: 5pt, y: 5pt),
)
#show table.cell.where(y: 0): set text(weight: "bold")

#let paragraphs(said) = for part in said { par(part) }
#let source(block) = if block.at("source", default: "") != "" {
  par(text(size: 9pt, fill: luma(70))[#paper.source_label: #block.source])
}
#let bars(block) = {
  let most = calc.max(..block.bars.map(bar => calc.max(bar.value, if bar.high == none { 0 } else { bar.high })), 0.000001)
  let drawn(bar) = layout(size => {
    let full = size.width
    box(width: full, height: 12pt, {
      place(rect(width: full, height: 12pt, fill: rgb("#e6eceb"), stroke: none))
      place(rect(width: full * calc.max(bar.value, 0) / most, height: 12pt, fill: rgb("#4b918c"), stroke: none))
      if bar.low != none and bar.high != none {
        place(dx: full * calc.max(bar.low, 0) / most, dy: 5pt,
          rect(width: full * (bar.high - calc.max(bar.low, 0)) / most, height: 2pt, fill: black, stroke: none))
      }
    })
  })
  for bar in block.bars {
    stack(spacing: 4pt, grid(columns: (1fr, auto), bar.label, bar.text), drawn(bar))
    v(3pt)
  }
}

#title()
#for (label, said) in paper.particulars [
  #par(spacing: 0.6em)[#strong(label + ":") #said]
]

#for section in paper.sections {
  heading(level: 1, section.heading)
  for block in section.blocks {
    if block.kind == "text" { paragraphs(block.paragraphs) }
    if block.kind == "points" { list(..block.items.map(item => [#item])) }
    if block.kind == "blank" {
      rect(width: 100%, stroke: 0.8pt + luma(90), inset: 8pt, emph(block.text))
    }
    if block.kind == "table" {
      figure(kind: table, supplement: none, numbering: none, caption: block.caption, table(
        columns: block.widths.map(w => w * 1fr),
        align: (x, y) => if x in block.numeric { right } else { left },
        table.header(..block.head.map(cell => [#cell])),
        ..block.rows.flatten().map(cell => [#cell]),
      ))
    }
    if block.kind == "figure" {
      figure(kind: image, supplement: none, numbering: none, caption: block.caption, alt: block.alt,
        bars(block))
    }
    source(block)
  }
}
"""
