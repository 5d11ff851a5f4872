/// The style sheet of pages.
enum PageStyle {
    /// The text of the style sheet.
    static let sheet: StaticString = """
        :root {
          color-scheme: light dark;
          --paper: #ffffff; --ink: #1c2024; --soft: #57606a; --rule: #d7dce1; --tint: #f5f7f9;
          --accent: #0b5394; --accent-tint: #eaf2fa; --good: #1a6334; --bad: #a3261e; --warn: #7a4a00;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #15181c; --ink: #e4e7ea; --soft: #a2abb4; --rule: #363d45; --tint: #1d2126;
            --accent: #8fc3f5; --accent-tint: #1a2a3a; --good: #86d3a0; --bad: #ff9d94; --warn: #e6b566;
          }
        }
        * { box-sizing: border-box; }
        html { background: var(--paper); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0 auto; max-width: 78rem; padding: 2.5rem 1.5rem 3rem; background: var(--paper); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
          overflow-wrap: anywhere;
        }
        code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
        pre code, h1 code { font-size: 1em; }
        .kind { margin: 0; color: var(--soft); font-size: .8125rem; letter-spacing: .04em; text-transform: uppercase; }
        h1 { margin: .1rem 0 1.25rem; font-size: 1.5rem; font-weight: 600; line-height: 1.25; }
        h2 { margin: 2.75rem 0 .5rem; font-size: 1.125rem; font-weight: 600; }
        h3 { margin: 1.25rem 0 .25rem; font-size: .9375rem; font-weight: 600; }
        p { margin: .5rem 0; max-width: 46rem; }
        .soft, footer { color: var(--soft); }
        footer { margin-top: 3rem; border-top: 1px solid var(--rule); font-size: .8125rem; }
        dl { margin: 0; display: grid; gap: .3rem; }
        dl div { display: grid; grid-template-columns: 8rem 1fr; gap: 0 1rem; }
        dt { color: var(--soft); }
        dd { margin: 0; }
        pre {
          margin: .25rem 0 0; padding: .6rem .8rem; border: 1px solid var(--rule); border-radius: 4px;
          background: var(--tint); white-space: pre-wrap;
        }
        table { width: 100%; table-layout: fixed; border-collapse: collapse; font-size: .9375rem; }
        caption { padding: 0 0 .6rem; color: var(--soft); text-align: left; }
        th, td { padding: .45rem 1rem .45rem 0; border-top: 1px solid var(--rule); text-align: left; vertical-align: baseline; }
        th:last-child, td:last-child { padding-right: .5rem; }
        th:first-child { padding-left: .75rem; border-left: 3px solid transparent; }
        thead th { border-top: 0; color: var(--soft); font-size: .8125rem; font-weight: 500; }
        tbody th { font-weight: 500; }
        tbody tr:last-child > * { border-bottom: 1px solid var(--rule); }
        tr.marked > * { background: var(--accent-tint); }
        tr.marked > th:first-child { border-left-color: var(--accent); }
        col.tiny { width: 4.5rem; }
        col.small { width: 6.5rem; }
        col.short { width: 8.5rem; }
        col.middle { width: 11.5rem; }
        col.wide { width: 15rem; }
        .digest { user-select: all; }
        td > .digest { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .badge { color: var(--accent); font-weight: 600; }
        .badge.good { color: var(--good); }
        .badge.bad { color: var(--bad); }
        .badge.warn { color: var(--warn); }
        th .badge { display: block; color: var(--accent); font-size: .8125rem; }
        .title { display: block; color: var(--soft); font-size: .8125rem; font-weight: 400; }
        .ladder { margin: .75rem 0 0; padding: 0; list-style: none; }
        .ladder li {
          position: relative; display: grid; grid-template-columns: 6rem 13rem 1fr; gap: 0 1rem; align-items: baseline;
          padding: .35rem .5rem .35rem 2.25rem;
        }
        .ladder li::before {
          content: ""; position: absolute; left: .75rem; top: 0; bottom: 0; border-left: 2px solid var(--accent);
        }
        .ladder li::after {
          content: ""; position: absolute; left: calc(.75rem - 4px); top: calc(.35rem + .5em); width: 10px; height: 10px;
          border: 2px solid var(--accent); border-radius: 50%; background: var(--accent);
        }
        .ladder .beyond::before, .ladder .unknown::before { border-left: 2px dotted var(--soft); }
        .ladder .beyond::after, .ladder .unknown::after { border-color: var(--soft); background: var(--paper); }
        .ladder .own { background: var(--accent-tint); font-weight: 600; }
        .ladder .own::before { top: .9rem; }
        .ladder .beyond .standing, .ladder .unknown .standing { color: var(--soft); }
        .findings { margin: .5rem 0 0; padding: 0; list-style: none; }
        .findings li { padding: .4rem 0; border-top: 1px solid var(--rule); }
        .paths { margin: 0; padding: 0; list-style: none; }
        .chain { margin: .5rem 0; padding-left: 1.5rem; }
        @media (max-width: 62rem) {
          body { padding: 1.5rem 1rem 2rem; }
          h1 { font-size: 1.25rem; }
          dl { gap: .6rem; }
          dl div { grid-template-columns: 1fr; }
          table, caption, tbody, tr, th, td { display: block; }
          thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          colgroup { display: none; }
          tbody tr { padding: .5rem .75rem; border-top: 1px solid var(--rule); border-left: 3px solid transparent; }
          tbody tr:last-child { border-bottom: 1px solid var(--rule); }
          tr.marked { border-left-color: var(--accent); background: var(--accent-tint); }
          th, td, tbody tr:last-child > * { padding: .1rem 0; border: 0; }
          th:first-child { padding: .1rem 0; border: 0; font-weight: 600; }
          th .badge { display: inline; margin-left: .75rem; }
          tbody td { display: grid; grid-template-columns: 5.5rem 1fr; gap: 0 .75rem; align-items: baseline; }
          tbody td:empty { display: none; }
          tbody th::before { content: attr(data-label) " "; }
          tbody td::before { content: attr(data-label); color: var(--soft); font-size: .8125rem; }
          td > .digest { white-space: normal; }
          .ladder li { grid-template-columns: 5rem 1fr; }
          .ladder .entries { grid-column: 2; }
        }
        @media print {
          body { max-width: none; padding: 0; font-size: 10pt; }
          tr, li, dl div { break-inside: avoid; }
          h2 { break-after: avoid; }
          td > .digest { white-space: normal; }
        }
        """
}
