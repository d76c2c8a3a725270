// Runs once in every page. Streamlit says lang="en", by which browsers choose Japanese or Korean shapes and offer to
// translate.
document.documentElement.lang = "zh-CN";

if (!window.policykb) {
  window.policykb = {};
  // The calendar speaks the browser's language.
  Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
  Object.defineProperty(navigator, "languages", { get: () => ["zh-CN"] });
  window.dispatchEvent(new Event("languagechange"));
  // Copying: of any element that holds data-copy. Where the address is no https and not this computer, browsers have no
  // navigator.clipboard; a selected field is copied instead.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      field.style.position = "fixed";
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || button.dataset.busy) return;
    const name = button.textContent;
    button.dataset.busy = "1";
    button.textContent = (await copy(button.dataset.copy)) ? "已复制" : "请手工复制";
    setTimeout(() => {
      button.textContent = name;
      delete button.dataset.busy;
    }, 1500);
  });

  // A pane's own scrolling, since scrollIntoView would move the page too, and with it what stands above the text out of
  // sight.
  const into = (item, middle) => {
    const pane = item.closest(".kb-scroll");
    const down = item.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTop += down - (middle ? pane.clientHeight / 2 : 8);
  };

  // Places found in the text (data-hit, numbered; one place may be several elements), one after the other.
  let hit = -1;
  const step = (by) => {
    const found = [...document.querySelectorAll(".kb-text [data-hit]")];
    const count = found.length ? Number(found.at(-1).dataset.hit) + 1 : 0;
    if (!count) return;
    hit = (hit + by + count) % count;
    for (const mark of found) mark.classList.toggle("kb-now", Number(mark.dataset.hit) === hit);
    into(found.find((mark) => Number(mark.dataset.hit) === hit), true);
    for (const shown of document.querySelectorAll(".kb-hits")) shown.textContent = `第 ${hit + 1} 处，共 ${count} 处`;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });

  // Brings the chosen clause, or the sentence marked in it, into view; without one the first place found.
  window.policykb.reveal = (number) => {
    const unit = document.getElementById(`kb-${number}`);
    leader = document.querySelector(".kb-text");
    hit = -1;
    if (!unit) return step(1);
    const mark = unit.closest(".kb-scroll").querySelector("mark:not(.kb-hit)");
    into(mark || unit, !!mark);
    const link = document.querySelector(`.kb-tree a[href="#kb-${number}"]`);
    if (link) into(link, true);
  };

  // The question box takes the keys as the page opens; it may be drawn, or drawn anew, after this runs.
  window.policykb.focus = () => {
    if (!matchMedia("(pointer: fine)").matches) return;
    const until = performance.now() + 3000;
    const stop = new AbortController();
    for (const kind of ["pointerdown", "keydown"]) {
      document.addEventListener(kind, () => stop.abort(), { signal: stop.signal, capture: true });
    }
    const take = () => {
      const box = document.querySelector('.stMain [aria-label="您的问题"]');
      if (stop.signal.aborted || performance.now() > until) return stop.abort();
      if (box && document.activeElement === document.body) box.focus({ preventScroll: true });
      setTimeout(take, 100);
    };
    take();
  };

  // Panes side by side (data-beside names the other one) scroll together: what has the same data-with in both stands at
  // the same height. The pane under the pointer or the keys leads, the other follows.
  let leader = null;
  for (const kind of ["pointerenter", "pointerdown", "wheel", "focusin", "keydown"]) {
    const lead = (event) => { leader = event.target.closest?.("[data-beside]") || leader; };
    document.addEventListener(kind, lead, { capture: true, passive: true });
  }
  const height = (item, next) => {
    if (!item.matches(".kb-page")) return item.offsetHeight; // else only the start of a page: it reaches to the next one's
    const pane = item.closest(".kb-scroll");
    const end = next ? next.getBoundingClientRect().top : pane.getBoundingClientRect().top - pane.scrollTop + pane.scrollHeight;
    return end - item.getBoundingClientRect().top;
  };
  const follow = (pane, other) => {
    const marks = [...other.querySelectorAll("[data-with]")];
    const twin = (item) => marks.findIndex((mark) => mark.dataset.with === item.dataset.with);
    const anchors = [...pane.querySelectorAll("[data-with]")].filter((item) => twin(item) >= 0);
    if (!anchors.length) return;
    const top = pane.getBoundingClientRect().top;
    const at = anchors.findLastIndex((item) => item.getBoundingClientRect().top <= top + 12);
    const here = anchors[Math.max(at, 0)], there = marks[twin(here)];
    const gone = top - here.getBoundingClientRect().top;
    const share = Math.min(1, gone / Math.max(1, height(here, anchors[at + 1])));
    // Above the first anchor the panes move by the same way, so that both come to it at once.
    const inside = gone < 0 ? gone : share * height(there, marks[twin(here) + 1]);
    other.scrollTop += there.getBoundingClientRect().top - other.getBoundingClientRect().top + inside;
  };
  document.addEventListener("scroll", (event) => {
    const pane = event.target;
    if (!pane.dataset?.beside || (leader && leader !== pane)) return;
    const other = document.querySelector(pane.dataset.beside);
    if (other) follow(pane, other);
  }, { capture: true, passive: true });

  // Before it goes to another page, Streamlit pushes this page's address without its query, so that 后退 would come to a
  // page without its filters. That step is left out when another page's follows at once.
  const push = history.pushState.bind(history);
  let wiped = 0;
  history.pushState = (state, title, address) => {
    clearTimeout(wiped);
    const next = new URL(address, location.href);
    if (next.pathname === location.pathname && location.search && !next.search) {
      wiped = setTimeout(() => push(state, title, address), 100);
    } else {
      push(state, title, address);
    }
  };

  // Streamlit's own messages are English.
  const said = [
    [/^Page not found$/, "没有这个网页"],
    [/^(You have requested page|The page that you have requested).*$/s, "地址不存在，已打开首页。"],
    [/^Skip to main content$/, "跳到正文"],
    [/^Connection error$/i, "连接中断"],
    [/^(Is Streamlit still running\?|Connection (failed|timed out)).*$/s, "与服务器的连接中断：请检查程序是否还在运行，再刷新本页。"],
    [/^(Connecting|Reconnecting)\W*$/i, "正在连接……"],
  ];
  const names = { Close: "关闭", "Clear all": "全部清除", "Clear value": "清除", "Close dialog": "关闭", "Choose date": "选择日期", Sidebar: "侧栏" };
  const fields = { year: "年", month: "月", day: "日" };
  const translate = (root) => {
    for (const box of root.querySelectorAll('[role="dialog"], [data-testid="stStatusWidget"], [data-testid="stConnectionStatus"], [data-testid="stSkipToContent"]')) {
      const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode()); ) {
        const found = said.find(([english]) => english.test(node.data.trim()));
        if (found) node.data = found[1];
      }
    }
    for (const item of root.querySelectorAll("[aria-label]")) {
      const said = item.getAttribute("aria-label");
      const name = names[said] || said.replace(/^(year|month|day), /, (whole, field) => `${fields[field]}，`);
      if (name !== said) item.setAttribute("aria-label", name);
    }
  };
  let due = 0;
  new MutationObserver(() => {
    due ||= requestAnimationFrame(() => { due = 0; translate(document); });
  }).observe(document.body, { childList: true, subtree: true });
  translate(document);
}
