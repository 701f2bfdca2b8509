import { HEADER_SIZE, type Header, type Message, readHeader, readMessage } from "../protocol/frames.js";

/** Cuts a stream of bytes into messages. Holds no more than the message that is coming in. */
export class MessageStream {
  private chunks: Buffer[] = [];
  private length = 0;
  private header: Header | undefined;

  constructor(private readonly largest: number) {}

  /**
   * Takes bytes as they come; yields each message that is complete.
   * @throws MarshalError when the bytes are no Ice: nothing after that can be read.
   */
  *push(chunk: Buffer): Generator<Message> {
    this.chunks.push(chunk);
    this.length += chunk.length;
    while (this.length >= (this.header?.size ?? HEADER_SIZE)) {
      if (this.header === undefined) {
        this.header = readHeader(this.gather(), this.largest);
        continue;
      }
      const bytes = this.gather();
      const { header } = this;
      this.header = undefined;
      this.chunks = bytes.length > header.size ? [bytes.subarray(header.size)] : [];
      this.length = bytes.length - header.size;
      yield readMessage(header, bytes.subarray(0, header.size));
    }
  }

  private gather(): Buffer {
    const bytes = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks, this.length);
    this.chunks = [bytes];
    return bytes;
  }
}
