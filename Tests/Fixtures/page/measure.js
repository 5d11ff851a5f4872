// Measures the page in the frame `page`, and leaves the result as base64 of JSON in the element `measure`.
const frame = document.getElementById("page");
frame.onload = () => {
  const view = frame.contentWindow, page = frame.contentDocument, root = page.documentElement;
  const name = (element) => element.tagName.toLowerCase() + (element.className ? "." + element.className : "");
  const isClipped = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const style = view.getComputedStyle(e);
      if (style.overflowX !== "visible" || style.clipPath !== "none") return true;
    }
    return false;
  };
  const isShown = (element) => element.getClientRects().length > 0 && !(() => {
    for (let e = element; e; e = e.parentElement) if (view.getComputedStyle(e).clipPath !== "none") return true;
    return false;
  })();
  const numbers = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = numbers(color).slice(0, 3).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = view.getComputedStyle(e).backgroundColor, parts = numbers(color);
      if (parts.length < 4 || parts[3] > 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const contrast = (color, element) => {
    const [high, low] = [luminance(color), luminance(background(element))].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const contrasts = [];
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !isShown(element)) continue;
    contrasts.push([contrast(view.getComputedStyle(element).color, element), name(element)]);
    for (const part of ["::before", "::after"]) {
      const style = view.getComputedStyle(element, part);
      if (!["none", "normal", '""'].includes(style.content)) {
        contrasts.push([contrast(style.color, element), name(element) + part]);
      }
    }
  }
  const text = (element) => (element.innerText ?? element.textContent).replace(/\s+/g, " ").trim();
  const wide = [...page.querySelectorAll("body *")].filter(
    (element) => element.getBoundingClientRect().right > view.innerWidth + 0.5 && !isClipped(element));
  const measure = {
    scheme: view.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    background: background(page.body), width: view.innerWidth,
    scrollWidth: Math.max(root.scrollWidth, page.body.scrollWidth), wide: wide.map(name),
    leastContrast: Math.min(...contrasts.map((pair) => pair[0])),
    faint: contrasts.filter((pair) => pair[0] < 4.5).map((pair) => pair[1]), texts: contrasts.length,
    title: page.title, lang: root.lang,
    headings: [...page.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((e) => e.tagName.toLowerCase() + " " + text(e)),
    captions: [...page.querySelectorAll("table")].map((e) => (e.caption ? text(e.caption) : "")),
    scopes: [...page.querySelectorAll("th")].map((e) => e.scope),
    rows: [...page.querySelectorAll("tbody tr")].map((e) => [...e.cells].map(text)),
    stacked: [...page.querySelectorAll("tbody td")].some((e) => view.getComputedStyle(e).display === "grid"),
    marked: [...page.querySelectorAll("tr.marked")].map((e) => [...e.cells].map(text)),
    ladder: [...page.querySelectorAll(".ladder li")].map(text), body: text(page.body),
    active: [...page.querySelectorAll("script,link,img,iframe,object,embed,form,[src],[href],[onclick],[onerror]")].map(name),
    requests: view.performance.getEntriesByType("resource").map((entry) => entry.name),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(measure));
  const result = document.createElement("output");
  result.id = "measure";
  result.textContent = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  document.body.append(result);
};
