"""What translators, language leads and editors see of translations in the admin."""
