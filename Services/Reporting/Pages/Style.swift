/// The style sheet, embedded in each page so that nothing is loaded from another host.
enum Style {
    static let sheet: Markup = """
        :root { --ink:#1d2a33; --quiet:#4c6272; --line:#d0d7dc; --paper:#fff; --wash:#f0f4f5; --blue:#005ea5; --deep:#003d6b;
          --green:#00703c; --red:#b10e1e; --amber:#8a5a00 }
        * { box-sizing:border-box } html { -webkit-text-size-adjust:100% }
        body { margin:0; font:17px/1.5 system-ui,"Liberation Sans",Arial,sans-serif; color:var(--ink); background:var(--wash) }
        header { background:var(--blue); color:#fff } header a { color:#fff }
        .wide, main, footer { max-width:1180px; margin:0 auto; padding:0 20px }
        .skip { position:absolute; left:-999px; background:#fff; color:var(--ink); padding:8px 14px } .skip:focus { left:8px; top:8px }
        header .top { display:flex; flex-wrap:wrap; gap:10px 26px; align-items:center; padding-top:12px; padding-bottom:12px }
        header strong { font-size:22px } header .top form { margin-left:auto; display:flex }
        header input { border:2px solid #fff; border-radius:4px 0 0 4px; width:310px } header button { border-radius:0 4px 4px 0;
          background:var(--deep); border-color:#fff }
        nav { display:flex; flex-wrap:wrap; border-top:1px solid #3f84ba } nav a { padding:10px 16px; text-decoration:none }
        nav a:hover { text-decoration:underline } nav a[aria-current] { font-weight:700; box-shadow:inset 0 -4px 0 #fff }
        nav b { background:#fff; color:var(--blue); border-radius:12px; padding:1px 9px; font-size:15px; margin-left:6px }
        a { color:var(--blue) }
        :focus-visible { outline:3px solid var(--ink); outline-offset:2px; box-shadow:0 0 0 3px #fff }
        h1 { font-size:30px; line-height:1.2; margin:26px 0 4px } h2 { font-size:22px; margin:30px 0 10px } h3 { font-size:18px; margin:0 0 6px }
        p.lead, .quiet { color:var(--quiet) } p.lead { margin:0 0 16px }
        .panel { background:var(--paper); border:1px solid var(--line); border-radius:4px; padding:16px 20px; margin:0 0 18px }
        .panel > h2:first-child { margin-top:0 } .two { display:grid; grid-template-columns:minmax(0,1.4fr) minmax(0,1fr); gap:0 22px; align-items:start }
        .cards { display:grid; grid-template-columns:repeat(auto-fit,minmax(215px,1fr)); gap:16px; margin:0 0 18px }
        .cards .panel { margin:0 } .big { font-size:32px; font-weight:700; line-height:1.15; display:block }
        .flow { display:grid; grid-template-columns:repeat(auto-fit,minmax(150px,1fr)); gap:4px } .flow > div { background:#e8f1f8; padding:12px 14px }
        .flow .late { background:#fff2cc; padding:2px 6px; margin:0 -6px; display:block }
        .falls { display:flex; flex-wrap:wrap; gap:10px; margin:14px 0 0; padding:0; list-style:none } .falls li { border:1px solid var(--line);
          border-left:6px solid var(--quiet); border-radius:3px; padding:6px 14px } .falls li.bad { border-left-color:var(--red) } .falls b { font-size:20px }
        table { border-collapse:collapse; width:100% } caption { text-align:left; font-weight:700; padding:0 0 6px }
        caption.seen { position:absolute; left:-9999px }
        th,td { text-align:left; padding:9px 12px 9px 0; vertical-align:top; border-bottom:1px solid var(--line) }
        thead th { font-size:15px; border-bottom:2px solid var(--quiet) } tbody th { font-weight:400 } tr:last-child td, tr:last-child th { border-bottom:0 }
        td.n, th.n { text-align:right; font-variant-numeric:tabular-nums } td.n { white-space:nowrap } .sub { display:block; color:var(--quiet); font-size:15px }
        code { font-size:14px; overflow-wrap:anywhere }
        .chip { display:inline-block; padding:1px 10px; border-radius:4px; font-size:15px; font-weight:600; background:#dfe5e8; color:var(--ink) } td > .chip { white-space:nowrap }
        .chip.good { background:#cfe8d9; color:#004d28 } .chip.bad { background:#f8d3d6; color:#7d000e } .chip.wait { background:#fdeec8; color:#5f3e00 }
        form.filter { display:flex; flex-wrap:wrap; gap:12px 16px; align-items:end } label { font-size:15px; font-weight:600; min-width:0; max-width:100% } form.filter select { width:100% }
        input,select,button { display:block; font:inherit; padding:7px 10px; border:2px solid #5a6b76; border-radius:4px; background:#fff;
          color:var(--ink); max-width:100%; font-weight:400 } button { background:var(--green); border-color:var(--green); color:#fff; font-weight:600; cursor:pointer }
        ol.timeline { list-style:none; margin:0; padding:0 } ol.timeline li { overflow-wrap:anywhere; position:relative; padding:7px 0 7px 26px; border-left:3px solid var(--line);
          margin-left:6px } ol.timeline li::before { content:""; position:absolute; left:-9px; top:14px; width:13px; height:13px; border-radius:50%;
          background:var(--quiet); border:2px solid #fff } li.good::before { background:var(--green)!important } li.bad::before { background:var(--red)!important }
        li.wait::before { background:#c98a00!important } .gap { background:#eef2f4; border-radius:9px; font-size:14px; padding:1px 8px; color:var(--quiet) }
        ol.ladder { list-style:none; display:flex; margin:0; padding:0 } ol.ladder li { flex:1; text-align:center; position:relative; padding-top:30px;
          font-weight:600; font-size:15px } ol.ladder li::before { content:""; position:absolute; top:4px; left:50%; margin-left:-9px; width:18px; height:18px;
          border-radius:50%; border:4px solid #a9b4bb; background:#fff; z-index:1 } ol.ladder li.good::before { background:var(--green); border-color:var(--green) }
        ol.ladder li.bad::before { background:var(--red); border-color:var(--red) } ol.ladder li + li::after { content:""; position:absolute; top:11px; right:50%;
          width:100%; height:4px; background:#a9b4bb } ol.ladder li.good + li.good::after { background:var(--green) } ol.ladder time { display:block; font-weight:400; font-size:14px; padding:0 14px }
        .who { border-top:8px solid var(--blue); display:flex; flex-wrap:wrap; gap:8px 40px } .who span { display:block; font-size:15px; color:var(--quiet) }
        .who b { font-size:19px } .act { border:4px solid var(--blue) } summary { color:var(--blue); cursor:pointer; text-decoration:underline }
        dl { display:grid; grid-template-columns:max-content minmax(0,1fr); gap:4px 20px; margin:0 } dt { color:var(--quiet) } dd { margin:0; overflow-wrap:anywhere }
        time { font-variant-numeric:tabular-nums } svg { max-width:100%; height:auto; display:block } .scroll { overflow-x:auto }
        footer { color:var(--quiet); font-size:15px; padding-top:20px; padding-bottom:40px } .printed { display:none }
        @media (max-width:860px) { .two { grid-template-columns:minmax(0,1fr) } }
        @media (max-width:640px) { h1 { font-size:25px } header .top form { margin:0; width:100% } header input { width:100%; min-width:0 }
          header .top label { flex:1 } nav a { padding:8px 10px } .panel { padding:12px 14px } dl { grid-template-columns:1fr; gap:0 } dt { margin-top:8px }
          table, caption, tbody, tr, td, tbody th { display:block; width:100% } thead { position:absolute; left:-9999px } tr { border-bottom:2px solid var(--line); padding:8px 0 }
          td > .chip { white-space:normal } td, tbody th, td.n { border:0; white-space:normal; padding:2px 0; text-align:left; overflow-wrap:anywhere } td[data-l]::before { content:attr(data-l) ": "; color:var(--quiet) }
          ol.ladder { display:block } ol.ladder li { text-align:left; padding:4px 0 4px 34px } ol.ladder li::before { left:9px; top:6px }
          ol.ladder li + li::after { width:4px; height:100%; top:-50%; right:auto; left:7px } ol.ladder time { display:inline; margin-left:8px } }
        @media print { header, form, form.filter, footer, .no-print { display:none } .printed { display:block } body { background:#fff; font-size:11pt } .panel { border-color:#888 } tr,
          svg, .cards .panel { break-inside:avoid } h2, h3, caption { break-after:avoid } .two { display:block } .sub, p.lead, .chip, thead th { font-size:9pt } .big { font-size:15pt } th, td { padding:3pt 6pt 3pt 0 } h1 { font-size:16pt } h2 { font-size:13pt } a { color:inherit; text-decoration:none }
          thead { display:table-header-group } @page { margin:16mm; @bottom-right { content:counter(page) " of " counter(pages) } } }
        @media (forced-colors:active) { .chip, .gap { border:1px solid } ol.ladder li::before, ol.timeline li::before { border-color:CanvasText } }
        """
}
