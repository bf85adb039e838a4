import { useState } from 'preact/hooks';
import { api, Refused } from '../api/client';
import { count, texts } from '../i18n';
import type { PageProps } from '../router';
import { useAction } from '../state/action';
import { useResource } from '../state/resource';
import { requireLogin } from '../state/session';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty, Failure } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { toast } from '../ui/Toast';
import styles from './LookPage.module.css';
import { LookProducts } from './LookProducts';

const t = texts(
  {
    look: '룩',
    like: '좋아요',
    liked: '좋아한 룩에 담았어요',
    likes: (n: string) => `${n}명이 좋아해요`,
    gone: '지금은 볼 수 없는 룩이에요',
    goneHint: '내려갔거나 주소가 잘못됐어요.',
  },
  {
    look: 'Look',
    like: 'Like',
    liked: 'It is among the looks you like',
    likes: (n: string) => `Liked by ${n}`,
    gone: 'This look cannot be shown',
    goneHint: 'It was taken down, or the address is wrong.',
  },
);

export default function LookPage({ id }: PageProps) {
  const { data, failure, reload } = useResource(`look/${id}`, (signal) =>
    api.get('/looks/{id}', { path: { id }, signal }),
  );
  const [liked, setLiked] = useState(false);
  const like = useAction(async () => {
    if (!(await requireLogin())) return;
    await api.put('/looks/{id}/swipe', { path: { id }, body: { reactionType: 'LIKE' } });
    setLiked(true);
    toast(t().liked);
  });
  if (!data) {
    const isGone = failure instanceof Refused && failure.problem.status === 404;
    return (
      <Page title={t().look} heading="unseen">
        {isGone ? (
          <Empty title={t().gone} hint={t().goneHint} />
        ) : (
          <Failure failure={failure} again={() => void reload()} />
        )}
        {failure === undefined && <Picture src={null} alt="" />}
      </Page>
    );
  }
  return (
    <Page title={data.title} heading="unseen">
      <article class={styles.layout}>
        <div class={styles.pictures}>
          {data.lookImageUrls.map((image, i) => (
            <Picture key={image} src={image} alt={data.title} eager={i === 0} />
          ))}
        </div>
        <div class={styles.about}>
          <p class={styles.title}>{data.title}</p>
          <p class={styles.quiet}>{t().likes(count(data.likesCount))}</p>
          <p>{data.description}</p>
          <Failure failure={like.failure} />
          <Button kind={liked ? 'seal' : 'plain'} busy={like.busy} onClick={() => void like.run()}>
            <Icon name="heart" filled={liked} size={20} /> {t().like}
          </Button>
          <LookProducts lookId={id} />
        </div>
      </article>
    </Page>
  );
}
