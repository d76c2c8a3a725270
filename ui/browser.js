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
}
