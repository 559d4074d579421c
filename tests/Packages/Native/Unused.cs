// A program that NativeSizeFigures compiles ahead of time. It names the package Pure.WebSockets and does not use it.
Console.WriteLine("hello");
