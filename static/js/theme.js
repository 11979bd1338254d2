// Light, dark or high contrast: chosen here or in the address (?theme=), remembered in a cookie that the server reads.

const THEMES = ["light", "dark", "contrast"];
const KEPT_FOR = 365 * 24 * 3600; // seconds

/** Take the next theme and remember it. */
export function nextTheme() {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = root.dataset.theme ?? (dark ? "dark" : "light");
  root.dataset.theme = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  const { themeCookie = "theme" } = document.body.dataset;
  document.cookie = `${themeCookie}=${root.dataset.theme}; path=/; max-age=${KEPT_FOR}; samesite=lax`;
}
