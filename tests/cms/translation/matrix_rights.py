"""Who gets what from every view of the admin: the matrix the test holds the views to.

A view stands below the people it answers; with some scenes after it, only there. Whatever is not written is refused.
"""

# One raises on purpose; the other leads everybody to the login, which is how others refuse.
NOT_ASKED = {"wagtailadmin_error_test", "wagtailadmin_logout"}

# What changes something and answers to nothing else is asked by POST, everything else by GET.
BY_POST = {
    "translations:return",
    "wagtail_localize:edit_override",
    "wagtail_localize:edit_string_translation",
    "wagtail_localize:machine_translate",
    "wagtail_localize:stop_translation",
    "wagtail_localize:upload_pofile",
    "wagtailadmin_api:pages:action",
    "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_pages:lock",
    "wagtailadmin_pages:set_page_position",
    "wagtailadmin_pages:unlock",
    "wagtailadmin_pages:workflow_preview",
    "wagtailadmin_workflows:enable",
    "wagtailadmin_workflows:enable_task",
    "wagtailadmin_workflows:remove",
    "wagtaildocs:delete_multiple",
    "wagtailimages:delete_multiple",
    "wagtailimages:edit_multiple",
}

RIGHTS = {
    "": """
        letter_settings:add
        letter_settings:delete
        petition_settings:add
        petition_settings:delete
        signatures:inspect
        translations:together @ en draft, de live, de draft, ar live, ar draft
        wagtail_bulk_action
        wagtail_localize:convert_to_alias
        wagtail_localize:download_pofile
        wagtail_localize:edit_override
        wagtail_localize:edit_string_translation
        wagtail_localize:machine_translate
        wagtail_localize:preview_translation
        wagtail_localize:snippets_api_detail
        wagtail_localize:snippets_api_listing
        wagtail_localize:stop_translation
        wagtail_localize:upload_pofile
        wagtailadmin_api:documents:find
        wagtailadmin_api:images:find
        wagtailadmin_api:pages:find
        wagtailadmin_block_preview
        wagtailadmin_pages:choose_parent
        wagtailadmin_pages:collect_workflow_action_data
        wagtailadmin_pages:convert_alias
        wagtailadmin_pages:unpublish @ en draft, de draft, ar draft
        wagtailadmin_pages:workflow_action
        wagtailadmin_pages:workflow_history_detail
        wagtailadmin_tag_model_autocomplete
        wagtailadmin_workflows:add_task
        wagtailimages:url_generator
        wagtailimages:url_generator_output
        wagtailsettings:edit
        wagtailsettings:preview_on_edit
    """,
    "admin": """
        translations:return @ ar live, ar draft
        translations:together @ en live
        wagtail_localize:submit_page_translation
        wagtail_localize:submit_snippet_translation
        wagtailadmin_api:pages:action
        wagtailadmin_collections:add
        wagtailadmin_collections:delete
        wagtailadmin_collections:edit
        wagtailadmin_collections:index
        wagtailadmin_collections:set_privacy
        wagtailadmin_editing_sessions:ping
        wagtailadmin_pages:delete @ en live, de live, ar live
        wagtailadmin_pages:lock
        wagtailadmin_pages:move @ en live, de live, ar live
        wagtailadmin_pages:revisions_unschedule
        wagtailadmin_pages:set_page_position
        wagtailadmin_pages:set_privacy
        wagtailadmin_pages:unlock
        wagtailadmin_pages:unpublish @ en live, de live, ar live
        wagtailadmin_reports:locked_pages
        wagtailadmin_reports:locked_pages_results
        wagtailadmin_workflows:add
        wagtailadmin_workflows:disable
        wagtailadmin_workflows:disable_task
        wagtailadmin_workflows:edit
        wagtailadmin_workflows:edit_task
        wagtailadmin_workflows:enable
        wagtailadmin_workflows:enable_task
        wagtailadmin_workflows:index
        wagtailadmin_workflows:index_results
        wagtailadmin_workflows:remove
        wagtailadmin_workflows:select_task_type
        wagtailadmin_workflows:task_index
        wagtailadmin_workflows:task_index_results
        wagtailadmin_workflows:usage
        wagtailadmin_workflows:usage_results
        wagtaillocales:add
        wagtaillocales:copy
        wagtaillocales:delete
        wagtaillocales:edit
        wagtaillocales:history
        wagtaillocales:history_results
        wagtaillocales:index
        wagtaillocales:index_results
        wagtaillocales:usage
        wagtailredirects:add
        wagtailredirects:delete
        wagtailredirects:edit
        wagtailredirects:index
        wagtailredirects:index_results
        wagtailredirects:process_import
        wagtailredirects:start_import
        wagtailsites:add
        wagtailsites:copy
        wagtailsites:delete
        wagtailsites:edit
        wagtailsites:history
        wagtailsites:history_results
        wagtailsites:index
        wagtailsites:index_results
        wagtailsites:usage
        wagtailsnippetchoosers_home_sitetexts:create
        wagtailsnippetchoosers_petitions_consenttext:create
        wagtailsnippets_home_sitetexts:add
        wagtailsnippets_home_sitetexts:copy
        wagtailsnippets_home_sitetexts:delete
        wagtailsnippets_home_sitetexts:edit
        wagtailsnippets_home_sitetexts:history
        wagtailsnippets_home_sitetexts:history_results
        wagtailsnippets_home_sitetexts:list
        wagtailsnippets_home_sitetexts:list_results
        wagtailsnippets_home_sitetexts:preview_on_add
        wagtailsnippets_home_sitetexts:preview_on_edit
        wagtailsnippets_home_sitetexts:usage
        wagtailsnippets_letters_guidance:delete
        wagtailsnippets_letters_recipient:delete
        wagtailsnippets_petitions_consenttext:add
        wagtailsnippets_petitions_consenttext:copy
        wagtailsnippets_petitions_consenttext:delete
        wagtailsnippets_petitions_consenttext:edit
        wagtailsnippets_petitions_consenttext:history
        wagtailsnippets_petitions_consenttext:history_results
        wagtailsnippets_petitions_consenttext:preview_on_add
        wagtailsnippets_petitions_consenttext:preview_on_edit
        wagtailsnippets_petitions_consenttext:usage
        wagtailusers_groups:add
        wagtailusers_groups:delete
        wagtailusers_groups:edit
        wagtailusers_groups:history
        wagtailusers_groups:history_results
        wagtailusers_groups:index
        wagtailusers_groups:index_results
        wagtailusers_groups:usage
        wagtailusers_users:add
        wagtailusers_users:copy
        wagtailusers_users:delete
        wagtailusers_users:edit
        wagtailusers_users:history
        wagtailusers_users:history_results
        wagtailusers_users:index
        wagtailusers_users:index_results
        wagtailusers_users:usage
    """,
    "anonymous": """
        wagtailadmin_login
    """,
    "editor admin": """
        campaigns:index
        campaigns:index_results
        letter_pages:index
        letter_pages:index_results
        letter_settings:edit
        letter_settings:history
        letter_settings:history_results
        letter_settings:usage
        petition_pages:index
        petition_pages:index_results
        petition_settings:edit
        petition_settings:history
        petition_settings:history_results
        petition_settings:usage
        postage:add
        postage:delete
        postage:edit
        postage:history
        postage:history_results
        postage:index
        postage:index_results
        postage:usage
        translations:detach
        wagtailadmin_api:pages:detail
        wagtailadmin_choose_page
        wagtailadmin_choose_page_anchor_link
        wagtailadmin_choose_page_child
        wagtailadmin_choose_page_chosen_multiple
        wagtailadmin_choose_page_email_link
        wagtailadmin_choose_page_external_link
        wagtailadmin_choose_page_phone_link
        wagtailadmin_choose_page_search
        wagtailadmin_explore
        wagtailadmin_explore_results
        wagtailadmin_explore_root
        wagtailadmin_pages:add
        wagtailadmin_pages:add_subpage
        wagtailadmin_pages:confirm_workflow_cancellation
        wagtailadmin_pages:copy
        wagtailadmin_pages:delete @ en draft, de draft, ar draft
        wagtailadmin_pages:edit
        wagtailadmin_pages:history
        wagtailadmin_pages:history_results
        wagtailadmin_pages:move @ en draft, de draft, ar draft
        wagtailadmin_pages:move_confirm
        wagtailadmin_pages:preview_on_add
        wagtailadmin_pages:preview_on_edit
        wagtailadmin_pages:revisions_compare
        wagtailadmin_pages:revisions_index
        wagtailadmin_pages:revisions_revert
        wagtailadmin_pages:revisions_view
        wagtailadmin_pages:search
        wagtailadmin_pages:search_results
        wagtailadmin_pages:type_use
        wagtailadmin_pages:type_use_results
        wagtailadmin_pages:usage
        wagtailadmin_pages:view_draft
        wagtailadmin_pages:workflow_history
        wagtailadmin_pages:workflow_preview
        wagtailadmin_reports:aging_pages
        wagtailadmin_reports:aging_pages_results
        wagtailadmin_reports:page_types_usage
        wagtailadmin_reports:page_types_usage_results
        wagtailadmin_reports:site_history
        wagtailadmin_reports:site_history_results
        wagtailadmin_reports:workflow
        wagtailadmin_reports:workflow_results
        wagtailadmin_reports:workflow_tasks
        wagtailadmin_reports:workflow_tasks_results
        wagtaildocs:add
        wagtaildocs:add_multiple
        wagtaildocs:delete
        wagtaildocs:delete_multiple
        wagtaildocs:document_usage
        wagtaildocs:edit
        wagtaildocs:index
        wagtaildocs:index_results
        wagtaildocs_chooser:chosen
        wagtaildocs_chooser:create
        wagtailimages:add
        wagtailimages:add_multiple
        wagtailimages:delete
        wagtailimages:delete_multiple
        wagtailimages:edit
        wagtailimages:edit_multiple
        wagtailimages:image_usage
        wagtailimages:index
        wagtailimages:index_results
        wagtailimages:preview
        wagtailimages_chooser:chosen
        wagtailimages_chooser:create
        wagtailimages_chooser:select_format
        wagtailsnippetchoosers_letters_guidance:create
        wagtailsnippetchoosers_letters_recipient:create
        wagtailsnippets:index
        wagtailsnippets_letters_guidance:add
        wagtailsnippets_letters_guidance:copy
        wagtailsnippets_letters_guidance:edit
        wagtailsnippets_letters_guidance:history
        wagtailsnippets_letters_guidance:history_results
        wagtailsnippets_letters_guidance:list
        wagtailsnippets_letters_guidance:list_results
        wagtailsnippets_letters_guidance:preview_on_add
        wagtailsnippets_letters_guidance:preview_on_edit
        wagtailsnippets_letters_guidance:usage
        wagtailsnippets_letters_recipient:add
        wagtailsnippets_letters_recipient:copy
        wagtailsnippets_letters_recipient:edit
        wagtailsnippets_letters_recipient:history
        wagtailsnippets_letters_recipient:history_results
        wagtailsnippets_letters_recipient:list
        wagtailsnippets_letters_recipient:list_results
        wagtailsnippets_letters_recipient:preview_on_add
        wagtailsnippets_letters_recipient:preview_on_edit
        wagtailsnippets_letters_recipient:usage
        wagtailsnippets_petitions_consenttext:list
        wagtailsnippets_petitions_consenttext:list_results
    """,
    "lead-de admin": """
        translations:return @ de live, de draft
    """,
    "officer admin": """
        signatures:index
        signatures:index_results
    """,
    "editor officer admin": """
        letter_settings:index
        letter_settings:index_results
        petition_settings:index
        petition_settings:index_results
    """,
    "translator-ar editor admin": """
        translations:edit @ ar live, ar draft
        translations:local @ ar live, ar draft
        translations:preview @ ar live, ar draft
    """,
    "translator-de lead-de editor admin": """
        translations:edit @ de live, de draft
        translations:local @ de live, de draft
        translations:preview @ de live, de draft
    """,
    "translator-de translator-ar lead-de editor admin": """
        translations:export
        translations:import
        translations:report
    """,
    "translator-de translator-ar lead-de editor officer admin": """
        campaigns:choose_parent
        letter_pages:choose_parent
        petition_pages:choose_parent
        translations:result
        wagtail_localize:javascript_catalog
        wagtail_localize:translations_report
        wagtail_localize:translations_report_results
        wagtail_localize:update_translations
        wagtailadmin_account
        wagtailadmin_api:documents:detail
        wagtailadmin_api:documents:listing
        wagtailadmin_api:images:detail
        wagtailadmin_api:images:listing
        wagtailadmin_api:pages:listing
        wagtailadmin_dismissibles
        wagtailadmin_editing_sessions:release
        wagtailadmin_home
        wagtailadmin_tag_autocomplete
        wagtailadmin_workflows:task_chooser
        wagtailadmin_workflows:task_chooser_create
        wagtailadmin_workflows:task_chooser_results
        wagtailadmin_workflows:task_chosen
        wagtaildocs:create_multiple_from_uploaded_document
        wagtaildocs:delete_upload_multiple
        wagtaildocs:edit_multiple
        wagtaildocs_chooser:choose
        wagtaildocs_chooser:choose_results
        wagtaildocs_chooser:chosen_multiple
        wagtailembeds:chooser
        wagtailembeds:chooser_upload
        wagtailimages:create_multiple_from_uploaded_image
        wagtailimages:delete_upload_multiple
        wagtailimages_chooser:choose
        wagtailimages_chooser:choose_results
        wagtailimages_chooser:chosen_multiple
        wagtailsnippetchoosers_home_sitetexts:choose
        wagtailsnippetchoosers_home_sitetexts:choose_results
        wagtailsnippetchoosers_home_sitetexts:chosen
        wagtailsnippetchoosers_home_sitetexts:chosen_multiple
        wagtailsnippetchoosers_letters_guidance:choose
        wagtailsnippetchoosers_letters_guidance:choose_results
        wagtailsnippetchoosers_letters_guidance:chosen
        wagtailsnippetchoosers_letters_guidance:chosen_multiple
        wagtailsnippetchoosers_letters_recipient:choose
        wagtailsnippetchoosers_letters_recipient:choose_results
        wagtailsnippetchoosers_letters_recipient:chosen
        wagtailsnippetchoosers_letters_recipient:chosen_multiple
        wagtailsnippetchoosers_petitions_consenttext:choose
        wagtailsnippetchoosers_petitions_consenttext:choose_results
        wagtailsnippetchoosers_petitions_consenttext:chosen
        wagtailsnippetchoosers_petitions_consenttext:chosen_multiple
    """,
    "anonymous translator-de translator-ar lead-de editor officer admin": """
        wagtailadmin_javascript_catalog
        wagtailadmin_password_reset
        wagtailadmin_password_reset_complete
        wagtailadmin_password_reset_confirm
        wagtailadmin_password_reset_done
        wagtailadmin_sprite
    """,
}
