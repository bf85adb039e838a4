import { language } from '../i18n';
import { answerOf, Unreachable } from './client';

interface Upload {
  type: string;
  body: Blob;
  key: string;
  signal: AbortSignal;
  /** What part of it has been sent. */
  onSent: (part: number) => void;
}

/** Sends a file, and tells how far it is, which fetch does not. Refused and Unreachable as for every call. */
export function upload(path: string, { type, body, key, signal, onSent }: Upload): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.responseType = 'json';
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Accept-Language', language.value);
    request.setRequestHeader('Content-Type', type);
    request.setRequestHeader('Idempotency-Key', key);
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 1);
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    request.onload = () => {
      try {
        resolve(answerOf(request.status, request.response ?? undefined));
      } catch (failure) {
        reject(failure);
      }
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
  });
}
