import { Page } from '../ui/Page';

export default function LikedPage() {
  return <Page title="Liked">…</Page>;
}
