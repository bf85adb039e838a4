import { Page } from '../ui/Page';

export default function PaidPage() {
  return <Page title="Paid">…</Page>;
}
