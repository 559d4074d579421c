<?php
// An echo server with Ratchet: php server.php [PORT]
require __DIR__ . '/vendor/autoload.php';

use Ratchet\ConnectionInterface;
use Ratchet\Http\HttpServer;
use Ratchet\RFC6455\Messaging\MessageInterface;
use Ratchet\Server\IoServer;
use Ratchet\WebSocket\MessageComponentInterface;
use Ratchet\WebSocket\WsServer;

$echo = new class implements MessageComponentInterface {
    public function onOpen(ConnectionInterface $socket) {}
    public function onClose(ConnectionInterface $socket) {}
    public function onError(ConnectionInterface $socket, \Exception $error) { $socket->close(); }
    public function onMessage(ConnectionInterface $socket, MessageInterface $message) { $socket->send($message); }
};

IoServer::factory(new HttpServer(new WsServer($echo)), (int) ($argv[1] ?? 9001), '127.0.0.1')->run();
