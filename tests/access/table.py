"""Every address x every role, with the status that is expected: the one list of who may go where.

A line is `name | request | eight answers`, in the order anonymous, judge (Ann, whose sheets the addresses name),
colleague (Bob, of the same event), head (the head judge of the event), stranger (a judge of another event), organiser,
rival (the organiser of another event), superuser. The name is the URL pattern's, its route where it has none. An
answer is a status; `login` is the way to admin's sign-in page, `home` the way to admin's start page, which is how
Django admin says that a row does not exist for this user. {words} are rows of tests/access/cast.py.

Whoever adds an address adds its line here: GET, and POST where the address takes posts.
"""

PUBLIC = """
events:index                | GET /                                      | 200 200 200 200 200 200 200 200
events:event                | GET /events/gala/                          | 200 200 200 200 200 200 200 200
events:screen               | GET /events/gala/screen/                   | 200 200 200 200 200 200 200 200
events:team                 | GET /events/gala/teams/red/                | 200 200 200 200 200 200 200 200
api:explain_team            | GET /api/scoreboard/gala/teams/red         | 200 200 200 200 200 200 200 200
api:openapi-json            | GET /api/openapi.json                      | 200 200 200 200 200 200 200 200
api:openapi-view            | GET /api/docs                              | 200 200 200 200 200 200 200 200
api:api-root                | GET /api/                                  | 404 404 404 404 404 404 404 404
favicon.ico                 | GET /favicon.ico                           | 302 302 302 302 302 302 302 302
healthz                     | GET /healthz                               | 200 200 200 200 200 200 200 200
readyz                      | GET /readyz                                | 200 200 200 200 200 200 200 200
events:progress             | GET /progress/0123456789abcdef/            | 403 403 403 403 403 200 200 200
metrics                     | GET /metrics                               | 404 404 404 404 404 404 404 404
"""

RESULTS = """
events:results              | GET /events/gala/results/                  | 200 200 200 200 200 200 200 200
events:results-pdf          | GET /events/gala/results.pdf               | 200 200 200 200 200 200 200 200
events:results-csv          | GET /events/gala/results.csv               | 200 200 200 200 200 200 200 200
events:results-xlsx         | GET /events/gala/results.xlsx              | 200 200 200 200 200 200 200 200
events:results-json         | GET /events/gala/results.json              | 200 200 200 200 200 200 200 200
events:archive              | GET /events/gala/archive.zip               | 404 404 404 404 404 404 404 404
events:embed                | GET /events/gala/embed/                    | 200 200 200 200 200 200 200 200
events:overlay              | GET /events/gala/overlay/                  | 200 200 200 200 200 200 200 200
events:feed                 | GET /events/gala/feed.atom                 | 200 200 200 200 200 200 200 200
events:podium               | GET /events/gala/podium.png                | 200 200 200 200 200 200 200 200
admin:events_event_close    | GET /admin/events/event/{event}/close/     | login login login login login 200 403 200
admin:events_event_close    | POST /admin/events/event/{event}/close/ freeze | login login login login login 302 403 302
admin:events_event_results  | GET /admin/events/event/{event}/results/   | login login login login login 200 403 200
admin:events_event_certificates | GET /admin/events/event/{event}/certificates/ | login login login login login 200 403 200
admin:events_event_archive  | GET /admin/events/event/{event}/archive/   | login login login login login 200 403 200
admin:events_event_elsewhere | GET /admin/events/event/{event}/elsewhere/ | login login login login login 200 403 200
"""

HALL = """
events:screen_worker        | GET /events/gala/screen/worker.js          | 200 200 200 200 200 200 200 200
events:named_screen         | GET /events/gala/screen/hall/              | 200 200 200 200 200 200 200 200
events:named_screen         | GET /events/gala/screen/nowhere/           | 404 404 404 404 404 404 404 404
events:screen_seen          | GET /events/gala/screen/hall/seen/         | 405 405 405 405 405 405 405 405
events:screen_seen          | POST /events/gala/screen/hall/seen/ beat   | 204 204 204 204 204 204 204 204
events:look                 | GET /events/gala/look.css                  | 404 404 404 404 404 404 404 404
events:logo                 | GET /events/gala/logo.png                  | 404 404 404 404 404 404 404 404
events:clock                | GET /events/gala/clock/                    | 200 200 200 200 200 200 200 200
events:picture              | GET /events/gala/pictures/abc/             | 200 200 200 200 200 200 200 200
events:live                 | GET /events/gala/live/                     | login login login login login 200 404 200
events:presenter            | GET /events/gala/reveal/                   | 404 404 404 404 404 200 404 200
events:presenter_now        | GET /events/gala/reveal/now/               | 404 404 404 404 404 200 404 200
events:presenter_press      | GET /events/gala/reveal/press/             | 405 405 405 405 405 405 405 405
events:presenter_press      | POST /events/gala/reveal/press/ press      | 404 404 404 404 404 302 404 302
events:presenter_enter      | GET /events/gala/reveal/in/{presenter}/    | 200 200 200 200 200 200 200 200
events:presenter_enter      | GET /events/gala/reveal/in/wrong.link/     | 404 404 404 404 404 404 404 404
events:presenter_enter      | GET /events/elsewhere/reveal/in/{presenter}/ | 404 404 404 404 404 404 404 404
events:presenter_enter      | POST /events/gala/reveal/in/{presenter}/   | 302 302 302 302 302 302 302 302
admin:events_event_screens  | GET /admin/events/event/{event}/screens/   | login login login login login 200 403 200
admin:events_event_screens  | POST /admin/events/event/{event}/screens/ clear | login login login login login 302 403 302
admin:events_event_freeze   | GET /admin/events/event/{event}/freeze/    | login login login login login 200 403 200
admin:events_event_freeze   | POST /admin/events/event/{event}/freeze/ freeze | login login login login login 302 403 302
admin:events_event_reveal   | GET /admin/events/event/{event}/reveal/    | login login login login login 200 403 200
admin:events_event_reveal   | POST /admin/events/event/{event}/reveal/ stop | login login login login login 302 403 302
"""

DESK = """
judging:desks               | GET /judge/                                | 200 302 302 302 302 200 200 200
judging:enter               | GET /judge/in/{link}/                      | 200 200 200 200 200 200 200 200
judging:enter               | GET /judge/in/1.wrong.link/                | 404 404 404 404 404 404 404 404
judging:enter               | POST /judge/in/{link}/                     | 302 302 302 302 302 302 302 302
judging:leave               | GET /judge/out/                            | 405 405 405 405 405 405 405 405
judging:leave               | POST /judge/out/                           | 302 302 302 302 302 302 302 302
judging:desk                | GET /judge/gala/ann/                       | 403 200 403 403 403 403 403 403
judging:desk                | GET /judge/elsewhere/bob/                  | 403 403 403 403 200 403 403 403
judging:sheet               | GET /judge/gala/ann/final/red/             | 403 200 403 403 403 403 403 403
judging:sheet               | POST /judge/gala/ann/final/red/ sheet      | 403 302 403 403 403 403 403 403
judging:sheet               | GET /judge/gala/ann/heat/red/              | 403 200 403 403 403 403 403 403
judging:sheet               | POST /judge/gala/ann/heat/red/ charm       | 403 409 403 403 403 403 403 403
judging:sheet               | POST /judge/elsewhere/bob/final/red/ sheet | 403 403 403 403 302 403 403 403
judging:blank               | GET /judge/gala/ann/-/final/               | 403 200 403 403 403 403 403 403
judging:blank               | GET /judge/elsewhere/bob/-/final/          | 403 403 403 403 200 403 403 403
judging:worker              | GET /judge/worker.js                       | 200 200 200 200 200 200 200 200
judging:manifest            | GET /judge/app.webmanifest                 | 200 200 200 200 200 200 200 200
judging:panel               | GET /judge/gala/hana/final/                | 403 403 403 200 403 403 403 403
judging:panel               | POST /judge/gala/hana/final/ unconfirm     | 403 403 403 302 403 403 403 403
judging:panel               | GET /judge/gala/ann/final/                 | 403 403 403 403 403 403 403 403
judging:panel               | POST /judge/gala/ann/final/ unconfirm      | 403 403 403 403 403 403 403 403
api:read_desk               | GET /api/judge/desk?event=gala&judge=ann   | 401 200 403 403 403 401 401 401
api:submit_score            | POST /api/judge/score json                 | 401 200 403 403 403 401 401 401
api:submit_score            | POST /api/judge/score locked-json          | 401 409 403 403 403 401 401 401
api:only_post               | GET /api/judge/score                       | 405 405 405 405 405 405 405 405
"""

ADMIN = """
admin:index                 | GET /admin/                                | login login login login login 200 200 200
admin:login                 | GET /admin/login/                          | 200 200 200 200 200 home home home
admin:login                 | POST /admin/login/                         | 200 200 200 200 200 200 200 200
admin:logout                | GET /admin/logout/                         | home home home home home 405 405 405
admin:logout                | POST /admin/logout/                        | home home home home home 200 200 200
admin:password_change       | GET /admin/password_change/                | login login login login login 200 200 200
admin:password_change_done  | GET /admin/password_change/done/           | login login login login login 200 200 200
admin:autocomplete          | GET /admin/autocomplete/ team              | login login login login login 200 200 200
admin:auth_user_password_change | GET /admin/auth/user/{user}/password/  | login login login login login 403 403 200
admin:auth_user_add | GET /admin/auth/user/add/ | login login login login login 403 403 200
admin:auth_group_add | GET /admin/auth/group/add/ | login login login login login 403 403 200
admin:axes_accessattempt_add | GET /admin/axes/accessattempt/add/ | login login login login login 403 403 403
admin:axes_accesslog_add | GET /admin/axes/accesslog/add/ | login login login login login 403 403 403
admin:axes_accessfailurelog_add | GET /admin/axes/accessfailurelog/add/ | login login login login login 403 403 403
admin:jsi18n                | GET /admin/jsi18n/                         | login login login login login 200 200 200
admin:view_on_site          | GET /admin/r/1/1/                          | login login login login login 404 404 404
admin:app_list              | GET /admin/events/                         | login login login login login 200 200 200
admin/(?P<url>.*)$          | GET /admin/nowhere/                        | login login login login login 404 404 404
admin:events_event_links    | GET /admin/events/event/{event}/links/     | login login login login login 200 403 200
admin:events_event_links    | POST /admin/events/event/{event}/links/ link | login login login login login 302 403 302
admin:events_event_standings | GET /admin/events/event/{event}/standings/ | login login login login login 200 403 200
admin:events_event_live     | GET /admin/events/event/{event}/live/      | login login login login login 200 403 200
admin:events_event_control  | GET /admin/events/event/{event}/control/   | login login login login login 200 403 200
admin:events_event_control  | GET /admin/events/event/{event}/control/ now | login login login login login 200 403 200
admin:events_event_control  | POST /admin/events/event/{event}/control/ lock | login login login login login 302 403 302
admin:events_event_control  | POST /admin/events/event/{event}/control/ ask | login login login login login 200 403 200
admin:events_event_control  | POST /admin/events/event/{event}/control/ late | login login login login login 302 403 302
admin:events_event_control  | POST /admin/events/event/{event}/control/ absent | login login login login login 302 403 302
admin:events_event_control  | POST /admin/events/event/{event}/control/ announce | login login login login login 302 403 302
admin:events_event_control  | POST /admin/events/event/{event}/control/ stop-public | login login login login login 302 403 302
admin:events_event_control  | POST /admin/events/event/{event}/control/ new-link | login login login login login 302 403 302
admin:events_event_control  | POST /admin/events/event/{event}/control/ stale | login login login login login 409 403 409
admin:events_event_control  | POST /admin/events/event/{event}/control/ clear | login login login login login 404 403 404
admin:events_event_run-sheet | GET /admin/events/event/{event}/run-sheet/ | login login login login login 200 403 200
admin:events_event_start    | GET /admin/events/event/start/             | login login login login login 200 200 200
admin:events_event_start    | POST /admin/events/event/start/ starter    | login login login login login 302 302 302
admin:events_event_import   | GET /admin/events/event/{event}/import/    | login login login login login 200 403 200
admin:events_event_import   | POST /admin/events/event/{event}/import/ pasted | login login login login login 302 403 302
admin:events_event_planner  | GET /admin/events/event/{event}/planner/   | login login login login login 200 403 200
admin:events_event_planner  | POST /admin/events/event/{event}/planner/ cell | login login login login login 302 403 302
admin:events_event_rehearsal | GET /admin/events/event/{event}/rehearsal/ | login login login login login 200 403 200
admin:events_event_rehearsal | POST /admin/events/event/{event}/rehearsal/ wipe | login login login login login 302 403 302
admin:events_event_record   | GET /admin/events/event/{event}/record/    | login login login login login 200 403 200
admin:events_event_safety   | GET /admin/events/event/{event}/safety/    | login login login login login 200 403 200
admin:events_event_safety   | POST /admin/events/event/{event}/safety/   | login login login login login 302 403 302
admin:events_round_changelist | POST /admin/events/round/ list-lock      | login login login login login 200 302 200
admin:events_round_changelist | POST /admin/events/round/ list-lock-yes  | login login login login login 302 302 302
admin:events_event_changelist | POST /admin/events/event/ list-freeze    | login login login login login 200 302 200
admin:judging_judge_changelist | POST /admin/judging/judge/ list-links   | login login login login login 200 302 200
admin:events_webhook_changelist | POST /admin/events/webhook/ list-secret | login login login login login 200 302 200
admin:judging_score_versions | GET /admin/judging/score/versions/{judge}/{team}/{round}/ | login login login login login 200 403 200
admin:judging_score_versions | POST /admin/judging/score/versions/{judge}/{team}/{round}/ restore | login login login login login 302 403 302
admin:judging_scoreversion_changelist | GET /admin/judging/scoreversion/ | login login login login login 200 200 200
admin:judging_scoreversion_add | GET /admin/judging/scoreversion/add/    | login login login login login 403 403 403
admin:judging_scoreversion_change | GET /admin/judging/scoreversion/{version}/change/ | login login login login login 200 home 200
admin:judging_scoreversion_change | POST /admin/judging/scoreversion/{version}/change/ | login login login login login 403 403 403
admin:judging_scoreversion_delete | POST /admin/judging/scoreversion/{version}/delete/ yes | login login login login login 403 403 403
admin:judging_scoreversion_history | GET /admin/judging/scoreversion/{version}/history/ | login login login login login 200 home 200
admin/judging/scoreversion/<path:object_id>/ | GET /admin/judging/scoreversion/{version}/ | login login login login login 302 302 302
"""

# The pages that Django admin gives to every model of ours; {app}, {model} and {pk} are filled in for each.
OWN_MODELS = (
    "events.division",
    "events.event",
    "events.round",
    "events.team",
    "events.webhook",
    "judging.judge",
    "judging.score",
)
OWN_PAGES = """
admin:{app}_{model}_changelist | GET /admin/{app}/{model}/              | login login login login login 200 200 200
admin:{app}_{model}_add     | GET /admin/{app}/{model}/add/              | login login login login login 200 200 200
admin:{app}_{model}_add     | POST /admin/{app}/{model}/add/             | login login login login login 200 200 200
admin:{app}_{model}_change  | GET /admin/{app}/{model}/{pk}/change/      | login login login login login 200 home 200
admin:{app}_{model}_history | GET /admin/{app}/{model}/{pk}/history/     | login login login login login 200 home 200
admin:{app}_{model}_delete  | GET /admin/{app}/{model}/{pk}/delete/      | login login login login login 200 home 200
admin:{app}_{model}_delete  | POST /admin/{app}/{model}/{pk}/delete/ yes | login login login login login 302 home 302
admin/{app}/{model}/<path:object_id>/ | GET /admin/{app}/{model}/{pk}/   | login login login login login 302 302 302
"""

# What is the site's, not an event's: users, groups and sign-in attempts are for superusers alone.
SITE_MODELS = ("auth.user", "auth.group", "axes.accessattempt", "axes.accesslog", "axes.accessfailurelog")
SITE_PAGES = """
admin:{app}_{model}_changelist | GET /admin/{app}/{model}/              | login login login login login 403 403 200
admin:{app}_{model}_change  | GET /admin/{app}/{model}/{pk}/change/      | login login login login login 403 403 200
admin:{app}_{model}_history | GET /admin/{app}/{model}/{pk}/history/     | login login login login login 403 403 200
admin:{app}_{model}_delete  | POST /admin/{app}/{model}/{pk}/delete/ yes | login login login login login 403 403 302
admin/{app}/{model}/<path:object_id>/ | GET /admin/{app}/{model}/{pk}/   | login login login login login 302 302 302
"""

# Routes answered before Django (events.live.routing), by their names. For a socket 4403 and 4404 are its closing codes.
LIVE = """
board         | GET /api/scoreboard/gala         | 200 200 200 200 200 200 200 200
stream        | GET /api/scoreboard/gala/stream  | 200 200 200 200 200 200 200 200
partial       | GET /events/gala/board/          | 200 200 200 200 200 200 200 200
socket        | WS /ws/scoreboard/gala/          | open open open open open open open open
live-state    | GET /api/feeds/live/gala         | 403 403 403 403 403 200 403 200
live-stream   | GET /api/feeds/live/gala/stream  | 403 403 403 403 403 200 403 200
live-socket   | WS /ws/live/gala/                | 4403 4403 4403 4403 4403 open 4403 open
desk-state    | GET /api/feeds/desk/gala         | 403 200 200 200 403 200 403 200
desk-stream   | GET /api/feeds/desk/gala/stream  | 403 200 200 200 403 200 403 200
desk-socket   | WS /ws/desk/gala/                | 4403 open open open 4403 open 4403 open
screen-state  | GET /api/feeds/screen/gala       | 200 200 200 200 200 200 200 200
screen-stream | GET /api/feeds/screen/gala/stream | 200 200 200 200 200 200 200 200
screen-socket | WS /ws/screen/gala/              | open open open open open open open open
"""

# What the named requests send: fields of a form (or of the address, with GET), or a JSON text.
_JSON = '{"eventId": "gala", "roundId": "%s", "teamId": "red", "judgeId": "ann", "scores": %s}'
BODIES = {
    "sheet": {"mark-technique": "7", "mark-style": "7", "base": "@version"},
    "charm": {"mark-charm": "7", "base": "0"},
    "unconfirm": {"action": "unconfirm"},
    "json": _JSON % ("final", '{"technique": "7", "style": "7"}'),
    "locked-json": _JSON % ("heat", '{"charm": "7"}'),
    "team": {"app_label": "events", "model_name": "team", "field_name": "event"},
    "link": {"judge": "{judge}", "action": "replace"},
    "restore": {"restore": "1", "base": "1"},
    "yes": {"post": "yes"},
    "beat": {"view": "board", "width": "1920", "height": "1080"},
    "press": {"do": "next", "turn": "0"},
    "clear": {"do": "clear"},
    "freeze": {"do": "freeze"},
    "stop": {"do": "stop"},
    "starter": {"name": "New", "source": "starter-hackathon"},
    "pasted": {"kind": "teams", "text": "Team\nViolet"},
    "cell": {"round": "final", "cell": "{judge}-{team}-1"},
    "wipe": {"do": "wipe"},
    "now": {"part": "now"},
    "lock": {"do": "round", "which": "{round}", "seen": "open", "to": "locked", "sure": "1"},
    "ask": {"do": "round", "which": "{round}", "seen": "open", "to": "locked"},
    "stale": {"do": "round", "which": "{round}", "seen": "upcoming", "to": "open"},
    "list-lock": {"action": "lock_rounds", "_selected_action": "{round}"},
    "list-lock-yes": {"action": "lock_rounds", "_selected_action": "{round}", "sure": "{event}-{round}-open"},
    "list-freeze": {"action": "freeze", "_selected_action": "{event}"},
    "list-links": {"action": "replace_links", "_selected_action": "{judge}"},
    "list-secret": {"action": "replace_secret", "_selected_action": "{webhook}"},
    "late": {"do": "late", "which": "{judge}-{heat}", "seen": "out", "to": "in"},
    "absent": {"do": "team", "which": "{team}", "seen": "active", "to": "absent", "sure": "1"},
    "announce": {"do": "announce", "which": "", "seen": "", "to": "Lunch"},
    "stop-public": {"do": "freeze", "which": "", "seen": "live", "to": "frozen", "sure": "1"},
    "new-link": {"do": "link", "which": "{judge}", "seen": "{link_state}", "to": "new", "sure": "1"},
}


def lines(text):
    """(name, request, answers) of each line of a table."""
    return [tuple(part.strip() for part in line.split("|")) for line in text.strip().splitlines()]
