import { Errno, WasiError } from "./errno";

/** A stretch of the guest's memory. */
export interface Slice {
  address: number;
  length: number;
}

/** The most buffers of one call, as POSIX has it (`IOV_MAX`). */
const MOST_BUFFERS = 1024;

/** Reads and writes the guest's memory; what lies outside of it is `errno fault`. */
export class GuestMemory {
  #memory: WebAssembly.Memory | undefined;
  #view = new DataView(new ArrayBuffer(0));

  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
  }

  u8(address: number, value: number): void {
    this.#at(address, 1).setUint8(address >>> 0, value);
  }

  u16(address: number, value: number): void {
    this.#at(address, 2).setUint16(address >>> 0, value, true);
  }

  u32(address: number, value: number): void {
    this.#at(address, 4).setUint32(address >>> 0, value, true);
  }

  u64(address: number, value: bigint): void {
    this.#at(address, 8).setBigUint64(address >>> 0, value, true);
  }

  readU8(address: number): number {
    return this.#at(address, 1).getUint8(address >>> 0);
  }

  readU16(address: number): number {
    return this.#at(address, 2).getUint16(address >>> 0, true);
  }

  readU32(address: number): number {
    return this.#at(address, 4).getUint32(address >>> 0, true);
  }

  readU64(address: number): bigint {
    return this.#at(address, 8).getBigUint64(address >>> 0, true);
  }

  bytes(address: number, length: number): Uint8Array {
    const view = this.#at(address, length >>> 0);
    return new Uint8Array(view.buffer, address >>> 0, length >>> 0);
  }

  /** The buffers of a scattered read or a gathered write. */
  slices(address: number, count: number): Slice[] {
    if (count >>> 0 > MOST_BUFFERS) throw new WasiError(Errno.inval);
    return Array.from({ length: count }, (_, index) => ({
      address: this.readU32(address + index * 8),
      length: this.readU32(address + index * 8 + 4),
    }));
  }

  /** The view anew where memory has grown, after a check that the stretch lies inside. */
  #at(address: number, length: number): DataView {
    const buffer = this.#memory?.buffer;
    if (buffer === undefined) throw new WasiError(Errno.fault);
    if (this.#view.buffer !== buffer || this.#view.byteLength !== buffer.byteLength) {
      this.#view = new DataView(buffer);
    }
    if ((address >>> 0) + length > buffer.byteLength) throw new WasiError(Errno.fault);
    return this.#view;
  }
}
