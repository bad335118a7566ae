/** The files that are given to programs and that they wrote, by their full paths. They stay while the
 * page is open, also from one build to the next. */
export class FilesStore {
  #files = new Map<string, Uint8Array>();

  constructor(private readonly onChange: (files: ReadonlyMap<string, Uint8Array>) => void) {}

  /** A copy that a run may be given. */
  copy(): Map<string, Uint8Array> {
    return new Map(this.#files);
  }

  /** Notes what became of a file; `undefined` is that it is gone. */
  set(path: string, bytes: Uint8Array | undefined): void {
    const files = new Map(this.#files);
    if (bytes === undefined) files.delete(path);
    else files.set(path, bytes);
    this.#files = files;
    this.onChange(files);
  }
}
