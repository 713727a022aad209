internal import DriftlineReport

/// What the benchmark's page looks like beyond the style of all pages.
///
/// The colours are told apart by those who do not see red or green, on a light and a dark ground; lines
/// differ in their strokes, and points in their shapes, too.
enum BenchStyle {
  static let sheet = Markup.styleSheet(
    """
    :root{--first:#1d5fd0;--second:#00846b;--auto:#1b2230;--peer:#c2570c;--rival:#9a3fa8;--third:#6b7688;\
    --yardstick:#7d8798}
    @media screen and (prefers-color-scheme:dark){:root{--first:#74a7ff;--second:#45cdb0;--auto:#eef1f6;\
    --peer:#f5a04c;--rival:#df94e8;--third:#a3adbd;--yardstick:#7d899c}}
    main{max-width:76rem}
    header{border-left-color:var(--first)}
    section>p,header p{max-width:46rem}
    section>p{margin:.2rem 0 .9rem;color:var(--soft)}
    h3{font-size:1.05rem}
    section>h3{margin:1.6rem 0 .6rem}
    .facts dd{font-size:.94rem}
    .facts .wide{grid-column:1/-1}
    code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
    .findings{margin:0;padding:0;list-style:none}
    .findings li{padding:.45rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
    .findings li:first-child{border-top:0;padding-top:0}
    .cards.short{grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
    nav{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:1.2rem 0 0;font-size:.94rem}
    a{color:var(--first);text-underline-offset:.2em}
    .cards{grid-template-columns:repeat(auto-fill,minmax(min(100%,20.5rem),1fr));align-items:start}
    .card+.card.wide,.cards+.card,.card.wide{margin-top:1rem}
    .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,16.25rem),1fr));\
    gap:1rem 1.4rem;margin:.7rem 0 .2rem}
    .card>p{color:var(--soft);font-size:.94rem;max-width:46rem}
    .plot{max-width:26rem}
    .plots .plot{max-width:24rem}
    details{margin-top:.7rem}
    details table{font-size:.875rem}
    details .scroll+.scroll{margin-top:1.1rem}
    details th:first-child{position:sticky;left:0;background:var(--ground);padding-right:.9rem}
    .card details th:first-child{background:var(--card)}
    details td small{color:var(--soft);font-size:.86em}
    details th,details td{padding:.26rem .6rem}
    summary{font-size:.94rem;padding:.2rem 0}
    svg text.strong{font-weight:600}
    .m-first{--k:var(--first)}.m-second{--k:var(--second)}.m-auto{--k:var(--auto)}.m-peer{--k:var(--peer)}\
    .m-rival{--k:var(--rival)}.m-third{--k:var(--third)}.m-yardstick{--k:var(--yardstick)}
    svg .series{fill:none;stroke:var(--k);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
    svg .series.m-peer{stroke-dasharray:6 4}svg .series.m-rival{stroke-dasharray:2 4}\
    svg .series.m-third{stroke-dasharray:8 3 2 3;stroke-width:1.6}svg .series.m-yardstick{stroke-width:1}
    svg .span{stroke:var(--k);stroke-width:1.5;opacity:.6;fill:none}
    svg .shape{fill:var(--k)}
    svg .faint{fill:var(--k);opacity:.38}
    svg .bar{fill:var(--k)}
    svg .box{fill:var(--k);opacity:.55}
    .legend{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:.2rem 0 .8rem}
    .card>.legend{max-width:none;font-size:.875rem;margin-bottom:.4rem}
    .legend span{margin:0;overflow-wrap:anywhere}
    .legend i[class^=m-]{color:var(--k)}
    .legend i.tick{width:0;height:.85rem;border-radius:0;background:none;border-left:2px solid var(--ink);\
    margin:0 .5rem 0 .3rem}
    .ours{color:var(--first);font-weight:600}
    @media(max-width:40rem){.facts{grid-template-columns:repeat(auto-fill,minmax(8.2rem,1fr))}.card{padding:.8rem .75rem}}

    """)
}
