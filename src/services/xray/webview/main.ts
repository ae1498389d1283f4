import "../../../webkit/theme.css";
import "../../../webkit/panel.css";
import "../../../webkit/waterfall.css";
import "./xray.css";
import { WebviewHost } from "../../../webkit/vscodeApi.ts";
import { TraceView } from "./traceView.ts";

customElements.define("aws-trace-view", TraceView);
const view = new TraceView();
document.body.append(view);
void view.start(new WebviewHost());
