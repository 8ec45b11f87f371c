/// The one style sheet, inside each page, so that nothing is loaded from anywhere.
enum Style {
    static let sheet: Markup = """
        :root { --ink:#1d2a33; --quiet:#4c6272; --line:#d8dde0; --paper:#fff; --wash:#f3f5f6; --blue:#005ea5;
          --green:#00703c; --red:#b10e1e; --amber:#8a5a00; }
        * { box-sizing:border-box }
        body { margin:0; font:17px/1.5 system-ui,"Liberation Sans",Arial,sans-serif; color:var(--ink); background:var(--wash) }
        header { background:var(--blue); color:#fff }
        header div, main, footer { max-width:1180px; margin:0 auto; padding:0 20px }
        header div { display:flex; flex-wrap:wrap; gap:4px 26px; align-items:baseline; padding:14px 20px }
        header strong { font-size:21px; letter-spacing:.2px } header a { color:#fff; text-decoration:none; padding:2px 0 }
        header a[aria-current] { border-bottom:3px solid #fff } header a:hover { text-decoration:underline }
        a { color:var(--blue) } a:focus, button:focus, input:focus, select:focus { outline:3px solid #ffb81c; outline-offset:1px }
        h1 { font-size:29px; margin:26px 0 4px } h2 { font-size:21px; margin:30px 0 8px }
        p.lead { color:var(--quiet); margin:0 0 16px }
        .cards { display:grid; grid-template-columns:repeat(auto-fit,minmax(158px,1fr)); gap:14px; margin:18px 0 }
        .card { background:var(--paper); border:1px solid var(--line); border-left:6px solid var(--quiet); border-radius:4px;
          padding:12px 16px; text-decoration:none; color:inherit; display:block }
        .card b { display:block; font-size:35px; line-height:1.15; font-weight:700 } .card span { color:var(--quiet) }
        .card.good { border-left-color:var(--green) } .card.bad { border-left-color:var(--red) }
        .card.wait { border-left-color:var(--amber) }
        .panel { background:var(--paper); border:1px solid var(--line); border-radius:4px; overflow-x:auto }
        table { border-collapse:collapse; width:100% } th,td { text-align:left; padding:9px 14px; vertical-align:top;
          border-bottom:1px solid var(--line) } th { font-size:15px; color:var(--quiet); font-weight:600; background:var(--wash) }
        tr:last-child td { border-bottom:0 } td.n, th.n { text-align:right; font-variant-numeric:tabular-nums }
        td .sub { display:block; color:var(--quiet); font-size:15px } code { font-size:14px; overflow-wrap:anywhere }
        .chip { display:inline-block; padding:1px 10px; border-radius:12px; font-size:15px; font-weight:600; white-space:nowrap;
          background:#e4e9ec; color:var(--ink) }
        .chip.good { background:#d5ecdf; color:#00522b } .chip.bad { background:#f8d9db; color:#86000f }
        .chip.wait { background:#fdeec8; color:#6a4500 }
        form.filter { display:flex; flex-wrap:wrap; gap:12px; align-items:end; margin:14px 0 }
        label { font-size:15px; color:var(--quiet) } input,select,button { display:block; font:inherit; padding:7px 10px;
          border:2px solid #7a8b96; border-radius:4px; background:#fff; color:var(--ink); max-width:100% }
        button { background:var(--green); border-color:var(--green); color:#fff; font-weight:600; cursor:pointer }
        ol.timeline { list-style:none; margin:0; padding:8px 20px } ol.timeline li { position:relative; padding:8px 0 8px 26px;
          border-left:3px solid var(--line); margin-left:6px } ol.timeline li::before { content:""; position:absolute; left:-9px;
          top:15px; width:13px; height:13px; border-radius:50%; background:var(--quiet); border:2px solid #fff }
        ol.timeline li.good::before { background:var(--green) } ol.timeline li.bad::before { background:var(--red) }
        ol.timeline li.wait::before { background:var(--amber) }
        time { color:var(--quiet); font-size:15px; font-variant-numeric:tabular-nums }
        dl { display:grid; grid-template-columns:max-content 1fr; gap:4px 20px; padding:14px 18px; margin:0 } dt { color:var(--quiet) }
        dd { margin:0 } footer { color:var(--quiet); font-size:15px; padding:26px 20px 40px }
        .empty { padding:18px; color:var(--quiet) }
        @media (max-width:600px) { h1 { font-size:25px } th,td { padding:8px 10px } dl { grid-template-columns:1fr; gap:0 }
          dt { margin-top:8px } }
        @media print { header, form, footer { display:none } body { background:#fff; font-size:12px } .panel,.card { border-color:#888 } }
        """
}
