"""Expression trees and their readings. No word of the domain, nothing but the standard library."""
