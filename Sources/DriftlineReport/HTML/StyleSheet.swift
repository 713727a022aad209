extension Page {
  /// How a page looks: on a screen, light or dark, wide or narrow, and on paper.
  static let style = Markup.styleSheet(
    """
    :root{color-scheme:light dark;--ground:#fff;--card:#f6f7f9;--ink:#1b2230;--soft:#566072;\
    --line:#d8dde6;--baseline:#8894a8;--current:#2260c4;--high:#b3201c;--medium:#a84f07;--low:#7c6200;\
    --good:#157038;--open:#6a3cb8}
    @media screen and (prefers-color-scheme:dark){:root{--ground:#11151b;--card:#191f28;--ink:#e7eaf0;\
    --soft:#9ca7b8;--line:#323b49;--baseline:#76849b;--current:#74a7ff;--high:#ff8279;--medium:#f3a653;\
    --low:#e0c352;--good:#5cc677;--open:#bb9af7}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);\
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    main{max-width:66rem;margin:0 auto;padding:2rem 1.25rem 3rem}
    header{border-left:.4rem solid var(--line);padding:.1rem 0 .1rem 1.1rem;margin-bottom:1.5rem}
    header p{margin:.15rem 0;overflow-wrap:anywhere}
    h1{font-size:2rem;line-height:1.2;margin:.1rem 0 .3rem;display:flex;gap:.6rem;align-items:center;\
    flex-wrap:wrap;overflow-wrap:anywhere}
    h1 .pill{font-size:.95rem}
    h2{font-size:1.2rem;margin:2.2rem 0 .7rem}
    h3{font-size:1rem;margin:0 0 .4rem;display:flex;gap:.5rem;align-items:baseline;flex-wrap:wrap;\
    overflow-wrap:anywhere}
    h3 small{font-weight:400;color:var(--soft)}
    .kicker,.legend,.notes,caption,.facts dt{color:var(--soft);font-size:.875rem}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:.7rem 1.2rem;\
    margin:0;padding:.9rem 1.1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
    .facts dd{margin:0;overflow-wrap:anywhere}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
    caption{text-align:left;padding-bottom:.4rem}
    th,td{text-align:left;padding:.38rem .7rem;border-bottom:1px solid var(--line);font-weight:400;\
    white-space:nowrap}
    th:first-child,td:first-child{padding-left:0}
    thead th{color:var(--soft);font-size:.875rem;border-bottom-color:var(--soft)}
    .number{text-align:right}
    .pill{display:inline-block;border:1px solid;border-radius:1rem;padding:0 .6rem;font-size:.875rem;\
    line-height:1.45;font-weight:600;white-space:nowrap}
    .pill.good{font-weight:400}
    .good{color:var(--good)}.low{color:var(--low)}.medium{color:var(--medium)}.high{color:var(--high)}
    .open{color:var(--open)}
    header.good,header.low,header.medium,header.high,header.open{border-left-color:currentColor}
    header>*{color:var(--ink)}
    header>.kicker{color:var(--soft)}
    header.good h1,header.low h1,header.medium h1,header.high h1,header.open h1{color:inherit}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1rem}
    .card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.9rem 1rem;\
    break-inside:avoid;min-width:0}
    .card p{margin:.2rem 0 .5rem;overflow-wrap:anywhere}
    .legend span{margin-right:1rem}
    .legend i{display:inline-block;width:.75rem;height:.75rem;border-radius:.15rem;margin-right:.35rem;\
    vertical-align:-.08rem;background:currentColor}
    .legend i.limit{height:0;border-radius:0;border-top:2px dashed;background:none;width:1.1rem;\
    vertical-align:.22rem}
    .legend i.dot{border-radius:50%}
    i.baseline{color:var(--baseline)}i.current{color:var(--current)}i.limit{color:var(--ink)}
    svg{display:block;width:100%;height:auto;overflow:visible}
    svg.ratio{width:8.5rem;height:.9rem}
    svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--soft)}
    svg text.label{fill:var(--ink)}
    svg .baseline{fill:var(--baseline)}svg .current{fill:var(--current)}
    svg .good,svg .low,svg .medium,svg .high,svg .open{fill:currentColor}
    svg .track{fill:var(--line);opacity:.55}
    svg .grid{stroke:var(--line);stroke-width:1;fill:none}
    svg .axis,svg .mark{stroke:var(--soft);stroke-width:1;fill:none}
    svg .limit{stroke:var(--ink);stroke-width:1.3;stroke-dasharray:5 4;fill:none}
    svg .threshold{stroke:var(--ink);stroke-width:1.5}
    svg .cut{stroke:var(--ground);stroke-width:2.5;fill:none}
    svg .whisker{stroke:currentColor;stroke-width:1.5;fill:none}
    svg .line{stroke:var(--current);stroke-width:1.8;fill:none;stroke-linejoin:round}
    svg .thin{stroke-width:1}
    svg .ring{fill:var(--card);stroke:currentColor;stroke-width:1.8}
    .notes{padding-left:1.1rem;margin:.8rem 0 0;overflow-wrap:anywhere}
    details{margin-top:1rem}
    summary{cursor:pointer;color:var(--soft)}
    @media(max-width:40rem){body{font-size:15px}main{padding:1.1rem .9rem 2rem}h1{font-size:1.6rem}\
    th,td{padding:.35rem .5rem}svg.ratio{width:5.5rem}}
    @media print{body{font-size:10pt}main{max-width:none;padding:0}section{break-inside:auto}\
    tr,.facts{break-inside:avoid}.scroll{overflow:visible}*{print-color-adjust:exact}}

    """)
}
