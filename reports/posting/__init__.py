"""The copy of the filed report for the company's website, and until when it stays there."""
