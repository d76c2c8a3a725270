// Runs once in every page. Streamlit says lang="en", by which browsers choose Japanese or Korean shapes and offer to
// translate.
document.documentElement.lang = "zh-CN";

if (!window.policykb) {
  window.policykb = {};
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
    [/^Connection error$/i, "连接中断"],
    [/^(Is Streamlit still running\?|Connection (failed|timed out)).*$/s, "与服务器的连接中断：请检查程序是否还在运行，再刷新本页。"],
    [/^(Connecting|Reconnecting)\W*$/i, "正在连接……"],
  ];
  const names = { Close: "关闭", "Clear all": "全部清除", "Clear value": "清除", "Close dialog": "关闭" };
  const translate = (root) => {
    for (const box of root.querySelectorAll('[role="dialog"], [data-testid="stStatusWidget"], [data-testid="stConnectionStatus"]')) {
      const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode()); ) {
        const found = said.find(([english]) => english.test(node.data.trim()));
        if (found) node.data = found[1];
      }
    }
    for (const item of root.querySelectorAll("[aria-label]")) {
      const name = names[item.getAttribute("aria-label")];
      if (name) item.setAttribute("aria-label", name);
    }
  };
  let due = 0;
  new MutationObserver(() => {
    due ||= requestAnimationFrame(() => { due = 0; translate(document); });
  }).observe(document.body, { childList: true, subtree: true });
  translate(document);
}
