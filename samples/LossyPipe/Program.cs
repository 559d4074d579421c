// A WebSocket conversation over a serial line that loses, repeats and cuts bytes, in virtual time. The argument is the seed of the line.
using System.Globalization;
using Pure.WebSockets.Samples;

var seed = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 1;
Conversation.Run(seed, Console.Out);
