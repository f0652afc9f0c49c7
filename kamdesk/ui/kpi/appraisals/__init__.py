"""绩效考核: sheets as on paper with live scores, the templates they are made from."""
