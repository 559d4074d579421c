<?php
// Runs each case of the tester at PUREWS_URL, with Pawl as the client: php client.php
require __DIR__ . '/vendor/autoload.php';

use Ratchet\RFC6455\Messaging\Frame;
use function Ratchet\Client\connect;

// Echoes what arrives until the connection ends, and then calls $then with the last message.
function run(string $path, callable $then): void
{
    connect(rtrim(getenv('PUREWS_URL'), '/') . $path)->then(function ($socket) use ($path, $then) {
        $last = null;
        $socket->on('message', function ($message) use ($socket, $path, &$last) {
            $last = (string) $message;
            if (str_starts_with($path, '/runCase')) {
                $socket->send(new Frame($last, true, $message->isBinary() ? Frame::OP_BINARY : Frame::OP_TEXT));
            }
        });
        $socket->on('close', function () use ($then, &$last) { $then($last); });
    }, fn () => $then(null)); // Some cases answer the opening handshake wrongly.
}

function runCases(int $number, int $count): void
{
    if ($number > $count) {
        run('/updateReports?agent=pawl', fn () => null);
    } else {
        run("/runCase?case=$number&agent=pawl", fn () => runCases($number + 1, $count));
    }
}

run('/getCaseCount', fn ($count) => runCases(1, (int) $count));
