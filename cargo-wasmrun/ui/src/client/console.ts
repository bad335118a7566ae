/** What is told of one message. */
interface Note {
  level: Level;
  text: string;
  page: string;
}

type Level = "debug" | "log" | "info" | "warn" | "error";

export type Send = (note: Note) => void;

const LEVELS: Level[] = ["debug", "log", "info", "warn", "error"];
const LONGEST = 8_000;

/** Tells of all that the app writes to the console, which shows it as ever, and of what it throws. */
export function forwardConsole(send: Send): void {
  const tell = (level: Level, text: string) =>
    send({ level, text: text.slice(0, LONGEST), page: location.pathname });
  for (const level of LEVELS) {
    const original = console[level];
    console[level] = (...values: unknown[]) => {
      original.apply(console, values);
      tell(level, format(values));
    };
  }
  addEventListener("error", ({ message, error }) => tell("error", describe(error) ?? message));
  addEventListener("unhandledrejection", ({ reason }) =>
    tell("error", `unhandled rejection: ${describe(reason) ?? show(reason)}`),
  );
}

/** The values as one text; the styles of `%c` are left out, other directives filled in. */
function format(values: unknown[]): string {
  const [first, ...rest] = values;
  if (typeof first !== "string" || !first.includes("%")) return values.map(show).join(" ");
  const text = first.replace(/%([sdifoOc%])/g, (whole, directive: string) => {
    if (directive === "%") return "%";
    if (rest.length === 0) return whole;
    const value = rest.shift();
    return directive === "c" ? "" : show(value);
  });
  return [text, ...rest.map(show)].join(" ");
}

function show(value: unknown): string {
  if (typeof value === "string") return value;
  const error = describe(value);
  if (error !== undefined) return error;
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function describe(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const head = `${error.name}: ${error.message}`;
  return error.stack?.includes(error.message) ? error.stack : `${head}\n${error.stack ?? ""}`;
}
