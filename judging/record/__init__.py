"""Who did what: every change of set-up, rules, marks, freeze and reveal, with who, when, from where, before and after."""
