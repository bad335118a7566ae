import type { Screen } from "./screen";
import { select } from "./style";

/** The most characters of a control sequence; a longer one is dropped. */
const LONGEST_SEQUENCE = 4_096;

type Mode = "text" | "escape" | "sequence" | "string";

/** Reads what a program writes to its terminal and carries it out on a screen. */
export class Parser {
  #mode: Mode = "text";
  #sequence = "";

  constructor(private readonly screen: Screen) {}

  write(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      if (this.#mode === "text") {
        const end = endOfPlain(text, at);
        if (end > at) this.screen.print(text.slice(at, end));
        if (end < text.length) this.#control(text.charAt(end));
        at = end;
      } else if (this.#mode === "sequence") {
        const end = endOfParameters(text, at);
        if (this.#sequence.length < LONGEST_SEQUENCE) this.#sequence += text.slice(at, end);
        if (end < text.length) this.#endSequence(text.charAt(end));
        at = end;
      } else {
        this.#step(text.charAt(at));
      }
    }
  }

  /** Forgets a sequence that was begun, and the style. */
  reset(): void {
    this.#mode = "text";
    this.screen.style = select(this.screen.style, [0]);
  }

  #control(character: string): void {
    switch (character) {
      case "\n":
      case "\v":
      case "\f":
        this.screen.lineFeed();
        break;
      case "\r":
        this.screen.carriageReturn();
        break;
      case "\b":
        this.screen.backspace();
        break;
      case "\t":
        this.screen.tab();
        break;
      case "\u001b":
        this.#mode = "escape";
        break;
    }
  }

  #step(character: string): void {
    switch (this.#mode) {
      case "escape":
        this.#escape(character);
        break;
      case "string":
        // A title, a link: nothing that is shown. It ends with BEL or with ESC \.
        if (character === "\u0007") this.#mode = "text";
        else if (character === "\u001b") this.#mode = "escape";
        break;
    }
  }

  #escape(character: string): void {
    this.#mode = "text";
    if (character === "[") {
      this.#mode = "sequence";
      this.#sequence = "";
    } else if (character !== "" && "]PX^_".includes(character)) {
      this.#mode = "string";
    } else if (character === "7") {
      this.screen.save();
    } else if (character === "8") {
      this.screen.restore();
    } else if (character === "c") {
      this.screen.clear();
      this.reset();
    }
  }

  /** Ends a sequence with this character, unless it is one that breaks it off. */
  #endSequence(character: string): void {
    this.#mode = "text";
    if (character >= "@" && character <= "~" && this.#sequence.length < LONGEST_SEQUENCE) {
      this.#perform(character, this.#sequence);
    }
  }

  #perform(final: string, sequence: string): void {
    const { screen } = this;
    // Private modes (`ESC [ ? …`) set how a terminal behaves; there is nothing to set here, but
    // that the alternate screen begins empty.
    if (/^[<=>?]/.test(sequence)) {
      if (/^\?(1049|47|1047)$/.test(sequence) && final === "h") screen.eraseScreen(2);
      return;
    }
    const parameters = sequence === "" ? [] : sequence.split(/[;:]/).map(Number);
    const count = Math.max(1, parameters[0] || 1);
    switch (final) {
      case "A":
        return screen.move(-count, 0);
      case "B":
      case "e":
        return screen.move(count, 0);
      case "C":
      case "a":
        return screen.move(0, count);
      case "D":
        return screen.move(0, -count);
      case "E":
        screen.move(count, 0);
        return screen.carriageReturn();
      case "F":
        screen.move(-count, 0);
        return screen.carriageReturn();
      case "G":
      case "`":
        return screen.moveToColumn(count - 1);
      case "H":
      case "f":
        return screen.moveTo(count - 1, (parameters[1] || 1) - 1);
      case "J":
        return screen.eraseScreen(parameters[0] || 0);
      case "K":
        return screen.eraseLine(parameters[0] || 0);
      case "m":
        screen.style = select(screen.style, parameters);
        return;
      case "s":
        return screen.save();
      case "u":
        return screen.restore();
    }
  }
}

/** Where the first control character of `text` is, from `at` on; its length if there is none. */
function endOfPlain(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isControl(text.charCodeAt(end))) end += 1;
  return end;
}

function isControl(unit: number): boolean {
  return unit < 0x20 || unit === 0x7f;
}

/** Where what begins with the parameters of a sequence goes on with something else. */
function endOfParameters(text: string, at: number): number {
  let end = at;
  while (end < text.length && isParameter(text.charCodeAt(end))) end += 1;
  return end;
}

function isParameter(unit: number): boolean {
  return unit >= 0x20 && unit < 0x40;
}
