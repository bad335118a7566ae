import { render } from "preact";
import { App } from "./app";
import "./page.css";

const page = document.getElementById("page");
if (page !== null) render(<App />, page);
