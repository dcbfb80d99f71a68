import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What becomes of a piece that is on its way: it is let through, or the connection is cut after so many bytes of it.
 */
export type OnPiece = (piece: Buffer, direction: 'there' | 'back') => number | undefined;

/** A way on the loopback interface that can be led elsewhere, and cut. */
export interface TcpProxy {
  readonly port: number;
  /** New connections go to this port; those that are there are cut. */
  lead(port: number): void;
  close(): Promise<void>;
}

/** Opens a way to a port of this machine. @param onPiece left out: everything is let through */
export async function openTcpProxy(target: number, onPiece: OnPiece = () => undefined): Promise<TcpProxy> {
  let leadsTo = target;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  function pass(from: Socket, to: Socket, direction: 'there' | 'back'): void {
    from.on('data', (piece: Buffer) => {
      const bytes = onPiece(piece, direction);
      if (bytes === undefined) return void to.write(piece);
      to.write(piece.subarray(0, bytes), () => {
        from.destroy();
        to.destroy();
      });
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
  const server = createServer((near) => {
    const far = keep(connect(leadsTo, '127.0.0.1'));
    pass(keep(near), far, 'there');
    pass(far, near, 'back');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    lead(port) {
      leadsTo = port;
      cut();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}
