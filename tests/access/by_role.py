"""The pages that are nobody’s child’s: by role, and the way in and out. Written by hand, as `table` is."""

from __future__ import annotations

# By role alone; "all" is whoever is signed in.
BY_ROLE = """
children.my_children         GET       practitioner, duty
children.find_my_child       POST      practitioner, duty
children.my_children_file    GET POST  practitioner, duty
sight.team_children          GET       practitioner, duty
sight.find_team_child        POST      practitioner, duty
children.my_team             GET       manager
children.find_in_my_team     POST      manager
children.my_team_file        GET POST  manager
children.my_team_paper       GET POST  manager
children.workers_list        GET       manager
exports.ours                 GET POST  manager
conference.waiting           GET       manager, chair
scrutiny.conferences         GET       chair
conference.known             GET POST  all
plans.my_actions             GET       practitioner, duty, manager
supervision.sessions         GET       practitioner, duty, manager
supervision.new_session      GET POST  manager
supervision.session          GET       manager
meetings.what_is_due         GET       practitioner, duty, manager
triggers.told                GET       practitioner, duty, manager, chair
triggers.rules               GET       practitioner, duty, manager, chair, administrator
meetings.calendar            GET       practitioner, duty
meetings.calendar_make       POST      practitioner, duty
meetings.calendar_end        POST      practitioner, duty
children.new                 GET POST  practitioner, manager
children.possibly_the_same   GET       manager, data officer
sight.find                   GET POST  duty, manager
sight.open_on_duty           POST      duty, manager
sight.break_glass            POST      duty, manager
sight.open_to_me             GET       practitioner, duty, manager, chair
sight.declared               GET       practitioner, duty, manager, chair
sight.away                   GET POST  practitioner, duty, manager
sight.end_stand_in           POST      practitioner, duty, manager
sight.replace                GET POST  manager
sight.to_decide              GET       manager
visits.on_this_tablet        GET       practitioner, duty, manager
visits.keys_of_unsent        POST      practitioner, duty, manager
imports.returns              GET POST  data officer
imports.report               GET POST  data officer
imports.report_file          GET POST  data officer
imports.put_aside            POST      data officer
imports.chronologies         GET POST  practitioner, duty, manager
imports.chronology_report    GET POST  practitioner, duty, manager
imports.chronology_report_file  GET POST  practitioner, duty, manager
imports.put_chronology_aside  POST     practitioner, duty, manager
imports.take_chronology_back  GET POST  manager
imports.attendance_files     GET POST  data officer
imports.attendance_file      GET POST  data officer
imports.put_attendance_aside  POST     data officer
imports.half_terms           GET POST  data officer, administrator
oversight.agreement          GET       manager, lead, data officer
admin.people                 GET       administrator
admin.find_people            POST      administrator
admin.person                 GET       administrator
admin.new_person             GET POST  administrator
admin.work                   GET POST  administrator
admin.link                   GET POST  administrator
admin.confirm                GET POST  manager, administrator
admin.end_sign_ins           POST      administrator
admin.disable                GET POST  administrator
admin.name                   GET POST  administrator
admin.end                    GET POST  administrator
admin.describe               GET POST  administrator
admin.setting                GET POST  administrator
admin.state                  GET       administrator
admin.teams                  GET       administrator
admin.team                   GET       administrator
admin.describe_a_team        GET POST  administrator
admin.close_a_team           POST      administrator
violations.refused           GET       administrator
admin.enable                 POST      administrator
admin.settings               GET       administrator
admin.trigger_rules          GET POST  administrator
admin.days_off               GET POST  administrator
admin.try_trigger_rules      GET POST  administrator
admin.new_team               GET POST  administrator
audit.security_events        GET       administrator
audit.own_looks              GET       all
accounts.account             GET       all
accounts.known               POST      all
accounts.second_factor       GET       all
accounts.confirmed           GET POST  all
accounts.passkey_remove      POST      all
accounts.authenticator_remove  POST    all
accounts.sign_in_end         POST      all
accounts.sign_ins_end_others  POST     all
security.verify              GET POST  all
security.wan_verify          GET POST  all
security.wan_verify_response  POST     all
security.change_password     GET POST  all
security.two_factor_setup    GET POST  all
security.two_factor_setup_validate  POST  all
security.mf_recovery_codes   GET POST  all
security.wan_register        GET POST  all
security.wan_register_response  POST   all
"""

# The way in and out, which opens nothing by itself; and pages of a library that are not there for anybody.
OPEN = """
static                       GET       everybody
accounts.front_door          GET       everybody
accounts.session_now         GET       everybody
accounts.welcome             GET POST  everybody
accounts.first_administrator  GET POST  everybody
violations.report            POST      everybody
meetings.feed                GET       everybody
accounts.forgotten           GET POST  everybody
accounts.provider            GET       everybody
accounts.provider_answer     GET       everybody
security.login               GET POST  everybody
security.logout              POST      everybody
security.two_factor_token_validation  GET POST  everybody
security.mf_recovery         GET POST  everybody
security.wan_signin          GET POST  everybody
security.wan_signin_response  POST     everybody
security.tf_select           GET POST  nobody
security.two_factor_rescue   GET POST  nobody
security.wan_delete          GET POST  nobody
"""
