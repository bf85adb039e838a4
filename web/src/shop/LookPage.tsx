import { Page } from '../ui/Page';

export default function LookPage() {
  return <Page title="Look">…</Page>;
}
