// VitePress' own theme in Jotpass' colours; the fonts are the reader's.
import theme from "vitepress/theme-without-fonts";
import "./style.css";

export default theme;
