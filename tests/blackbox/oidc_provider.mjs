// A certified OpenID provider at which everybody is who they say: the login hint is the account.
// node oidc_provider.mjs PORT

import http from 'node:http'
import Provider from 'oidc-provider'

const issuer = `http://127.0.0.1:${process.argv[2]}`

const client = (id, secret) => ({
  client_id: id,
  client_secret: secret,
  redirect_uris: ['https://shop.example/login'],
  grant_types: ['authorization_code'],
  response_types: ['code'],
})

const provider = new Provider(issuer, {
  clients: [client('shop', 'a secret: +&%/'), client('other', 'another secret')],
  claims: {openid: ['sub'], email: ['email', 'email_verified'], profile: ['name']},
  cookies: {keys: ['for tests only']},
  features: {devInteractions: {enabled: false}, introspection: {enabled: true}},
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({sub: id, email: `${id}@id.example`, email_verified: !id.startsWith('unverified'), name: `Name of ${id}`}),
  }),
  interactions: {url: (_, interaction) => `/interaction/${interaction.uid}`},
  pkce: {required: () => false},
})

async function interact(request, response) {
  const {prompt, params, session, grantId} = await provider.interactionDetails(request, response)
  const result = {}
  if (prompt.name === 'login') {
    result.login = {accountId: params.login_hint}
  } else {
    const grant = grantId ? await provider.Grant.find(grantId)
      : new provider.Grant({accountId: session.accountId, clientId: params.client_id})
    grant.addOIDCScope(params.scope)
    result.consent = {grantId: await grant.save()}
  }
  await provider.interactionFinished(request, response, result, {mergeWithLastSubmission: true})
}

const answer = provider.callback()

http.createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response)
  interact(request, response).catch((error) => response.writeHead(500).end(String(error)))
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'))
