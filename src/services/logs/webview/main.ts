import "../../../webkit/theme.css";
import "../../../webkit/panel.css";
import "./logs.css";
import { WebviewHost } from "../../../webkit/vscodeApi.ts";
import { LogView } from "./logView.ts";

customElements.define("aws-log-view", LogView);
const view = new LogView();
document.body.append(view);
void view.start(new WebviewHost());
