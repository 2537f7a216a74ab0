export { LoginThrottleRepository } from './login-throttle.repository';
export { LoginThrottle } from './login-throttle.service';
