import { Page } from '../ui/Page';

export default function MePage() {
  return <Page title="Me">…</Page>;
}
